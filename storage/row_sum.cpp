#include "storage/row_sum.h"

#include <algorithm>
#include <cstring>

#include "storage/checksum.h"

namespace uvscope::storage {
namespace {

// What a value is, mixed in, so that the same bits of another type are another value.
enum Kind : std::uint64_t { Null = 1, Whole = 2, Text = 3, Other = 4 };

std::span<const std::uint8_t> bytesOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::uint64_t sumOfNull() {
  return mixed(Null, 0);
}

std::uint64_t sumOfWhole(std::int64_t value) {
  return mixed(Whole, static_cast<std::uint64_t>(value));
}

std::uint64_t sumOfText(std::string_view text) {
  return mixed(Text, checksum(bytesOf(text)));
}

std::int64_t ownSumOf(std::span<const std::uint8_t> bytes) {
  std::int64_t sum = 0;
  if (!bytes.empty()) std::memcpy(&sum, bytes.data(), std::min(bytes.size(), sizeof(sum)));
  return sum;
}

std::uint64_t sumOfBlob(std::span<const std::uint8_t> bytes) {
  return sumOfWhole(ownSumOf(bytes));
}

std::uint64_t sumOfColumn(sqlite3_stmt* row, int column) {
  const auto bytes = [&](const void* data) {
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
    return std::span(static_cast<const std::uint8_t*>(data), data == nullptr ? 0 : size);
  };
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_NULL:
      return sumOfNull();
    case SQLITE_INTEGER:
      return sumOfWhole(sqlite3_column_int64(row, column));
    case SQLITE_TEXT:
      return mixed(Text, checksum(bytes(sqlite3_column_text(row, column))));
    case SQLITE_BLOB:
      return sumOfBlob(bytes(sqlite3_column_blob(row, column)));
    default:
      return mixed(Other, 0);  // no session has such
  }
}

RowSum::RowSum(std::string_view table) : state_(checksum(bytesOf(table))) {}

void RowSum::add(std::uint64_t sum_of_value) {
  state_ = mixed(state_, sum_of_value);
}

}  // namespace uvscope::storage
