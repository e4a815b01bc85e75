// All pages of the directory, and the places of the kept records, in one piece: written when a
// recording ends, so that opening it from a cold disk reads one stretch instead of a page a block.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/result.h"
#include "storage/damage.h"
#include "storage/kept_codec.h"
#include "storage/sqlite_ptr.h"

namespace uvscope::storage {

// A page of kept records: see table `kept`.
struct KeptPage {
  std::uint64_t id = 0;
  std::uint64_t first_number = 0;
  std::uint64_t unfinished = 0;    // records of what is not over
  std::uint64_t last_destroy = 0;  // the last event of all that ends one

  friend bool operator==(const KeptPage&, const KeptPage&) = default;
};

struct SessionIndex {
  struct Page {
    std::span<const std::uint8_t> entries, born;  // as in a row of event_directory
  };

  std::vector<Page> directory;
  std::vector<KeptPage> kept;
};

// From the tables, in the transaction that is open.
core::Result<void> writeSessionIndex(sqlite3* db);

// Calls `take` with the index, whose pages last as long as the call. Not where there is none, or
// where it cannot be read, which is noted; then the tables tell all.
void readSessionIndex(sqlite3* db, Damage& damage, const std::function<void(SessionIndex)>& take);

// What is told of a page that has these records.
KeptPage keptPageOf(std::uint64_t id, std::span<const KeptRecord> records);

// What cannot be read is noted.
std::vector<KeptPage> readKeptPages(sqlite3* db, Damage& damage);

}  // namespace uvscope::storage
