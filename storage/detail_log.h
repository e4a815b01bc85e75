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
#include "storage/checked_tables.h"
#include "storage/damage.h"
#include "storage/row_counts.h"
#include "storage/session.h"

namespace uvscope::storage {

class DetailLogWriter {
 public:
  static core::Result<DetailLogWriter> open(sqlite3* db);

  void add(core::ResourceKey key, std::string_view detail);
  // Writes what was added since the last call, in the transaction that is open.
  core::Result<void> flush();
  // Forgets all but `kept`, which is told again.
  core::Result<void> restart(const std::map<core::ResourceKey, std::string>& kept);

  // How many rows there are, and how many were removed before them.
  [[nodiscard]] std::uint64_t rows() const { return rows_ - removed_; }

  [[nodiscard]] std::uint64_t removed() const { return removed_; }

 private:
  ByteWriter pending_;
  std::uint64_t rows_ = 0, removed_ = 0;  // so far
  RowInsert insert_;
  Statement remove_;
};

// A row's details; false if it was changed.
[[nodiscard]] bool decodeDetails(std::span<const std::uint8_t> bytes,
                                 std::vector<std::pair<core::ResourceKey, std::string>>& out);

// Reads the log's rows from number `first` on (0: from its beginning), and calls take(key, detail)
// for each detail in it. The number to go on from. What cannot be read is noted.
template <class Take>
std::uint64_t readDetailLog(sqlite3* db, std::uint64_t first, Damage& damage, Take&& take) {
  const auto removed = toldCount(db, kCountOfForgottenDetails, damage);
  const auto rows = toldCount(db, kDetailLogTable.name, damage);
  if (first == 0) first = removed.value_or(0) + 1;
  auto select = CheckedSelect::prepare(db, kDetailLogTable, "WHERE id >= ? ORDER BY id");
  if (!select) return first;
  select->bind(1, first);
  std::vector<std::pair<core::ResourceKey, std::string>> details;
  Statement::Step step = Statement::Step::Done;
  bool whole = true;
  while ((step = select->step()) == Statement::Step::Row) {
    whole = (!rows || select->whole(0) == first) && whole;
    first = select->whole(0) + 1;
    whole = decodeDetails(select->blob(1), details) && whole;
    for (const auto& [key, detail] : details)
      take(key, detail);
  }
  if (rows && removed) whole = first == *removed + *rows + 1 && whole;
  if (step == Statement::Step::Failed || !whole) damage.note("some details cannot be read");
  return first;
}

}  // namespace uvscope::storage
