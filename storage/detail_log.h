// The details that were told in the open block, commit by commit. When the block is closed its
// births and records hold them, and the log begins anew.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/byte_io.h"
#include "storage/damage.h"
#include "storage/session.h"
#include "storage/statement.h"

namespace uvscope::storage {

class DetailLogWriter {
 public:
  static core::Result<DetailLogWriter> open(sqlite3* db);

  void add(core::ResourceKey key, std::string_view detail);
  // Writes what was added since the last call, in the transaction that is open.
  core::Result<void> flush();
  // Forgets all but `kept`, which is told again.
  core::Result<void> restart(const std::map<core::ResourceKey, std::string>& kept);

 private:
  ByteWriter pending_;
  std::uint64_t rows_ = 0;
  Statement insert_, remove_;
};

// A row's details; false if it was changed.
[[nodiscard]] bool decodeDetails(std::span<const std::uint8_t> bytes,
                                 std::vector<std::pair<core::ResourceKey, std::string>>& out);

// Reads the log's rows from number `first` on, and calls take(key, detail) for each detail in it.
// The number to go on from. What cannot be read is noted.
template <class Take>
std::uint64_t readDetailLog(sqlite3* db, std::uint64_t first, Damage& damage, Take&& take) {
  auto select = Statement::prepare(db, "SELECT id, details FROM detail_log WHERE id >= ?");
  if (!select) return first;
  select->bind(1, first);
  std::vector<std::pair<core::ResourceKey, std::string>> details;
  Statement::Step step = Statement::Step::Done;
  while ((step = select->step()) == Statement::Step::Row) {
    first = select->whole(0) + 1;
    if (!decodeDetails(select->blob(1), details)) damage.note("some details cannot be read");
    for (const auto& [key, detail] : details)
      take(key, detail);
  }
  if (step == Statement::Step::Failed) damage.note("some details cannot be read");
  return first;
}

}  // namespace uvscope::storage
