// The columns of packed events, unpacked: they lie one behind the other, with room behind the last,
// so that events are read without a look at the ends of their columns, which comes after some of
// them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <zstd.h>

#include "storage/event_layout.h"

namespace uvscope::storage {

class ByteReader;

// Keeps its memory from chunk to chunk.
class EventColumns {
 public:
  // So many events may be read before the next look at the ends …
  static constexpr std::size_t kEventsPerLook = 64;
  // … because not even hostile ones take more than this each.
  static constexpr std::size_t kMostBytesUnseen = kEventsPerLook * 64;

  EventColumns();

  // False if it is not what an EventEncoder made, as far as can be told by the columns' sizes.
  [[nodiscard]] bool open(std::span<const std::uint8_t> bytes);

  [[nodiscard]] std::size_t events() const { return events_; }

  // Of old files: the column of the higher bits is empty.
  [[nodiscard]] bool isTimeInOneColumn() const { return time_in_one_column_; }

  // The next byte of each column.
  using Places = std::array<const std::uint8_t*, event_layout::ColumnCount>;

  [[nodiscard]] const Places& begins() const { return begins_; }

  [[nodiscard]] const Places& ends() const { return ends_; }

 private:
  using Sizes = std::array<std::uint32_t, event_layout::ColumnCount>;

  bool unpack(ByteReader& in, const Sizes& sizes, std::uint8_t packed);

  std::vector<std::uint8_t> bytes_;
  Places begins_{}, ends_{};
  std::size_t events_ = 0;
  bool time_in_one_column_ = false;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> unpacker_;
};

}  // namespace uvscope::storage
