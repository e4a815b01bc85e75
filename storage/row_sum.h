// The checksum of a row: of the name of its table and of its values, so that a value that was
// changed, or that belongs to another row, is told. A blob of a session begins with a checksum of
// its own, which stands for it here as if it were a number.
//
// Stored in session files: never change.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <sqlite3.h>

namespace uvscope::storage {

std::uint64_t sumOfNull();
std::uint64_t sumOfWhole(std::int64_t value);
std::uint64_t sumOfText(std::string_view text);
std::uint64_t sumOfBlob(std::span<const std::uint8_t> bytes);
// Of what is in a column (from 0) of the row that `row` is at, whatever its type.
std::uint64_t sumOfColumn(sqlite3_stmt* row, int column);

// What a blob begins with.
std::int64_t ownSumOf(std::span<const std::uint8_t> bytes);

class RowSum {
 public:
  explicit RowSum(std::string_view table);

  // In the order of the columns.
  void add(std::uint64_t sum_of_value);

  [[nodiscard]] std::int64_t value() const { return static_cast<std::int64_t>(state_); }

 private:
  std::uint64_t state_;
};

}  // namespace uvscope::storage
