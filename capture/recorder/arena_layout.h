// Where what lies in an arena, and how the positions of a ring fall on its slots. The size of a
// file alone tells its layout: the host need not believe what the target writes about it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/recorder/ring_format.h"

namespace uvscope::capture {

// A ring of a power of two of records.
class RingShape {
 public:
  constexpr explicit RingShape(std::uint64_t bytes)
      : lap_bits_(static_cast<unsigned>(std::bit_width(bytes / sizeof(RingRecord))) - 1) {}

  [[nodiscard]] constexpr std::uint64_t capacity() const { return std::uint64_t{1} << lap_bits_; }

  [[nodiscard]] constexpr std::size_t bytes() const { return capacity() * sizeof(RingRecord); }

  // Of record number `position`, counted from 0 over all laps.
  [[nodiscard]] constexpr std::size_t slot(std::uint64_t position) const {
    return position & (capacity() - 1);
  }

  // Never 0, which is what a slot bears that was never written.
  [[nodiscard]] constexpr std::uint8_t mark(std::uint64_t position) const {
    return static_cast<std::uint8_t>((position >> lap_bits_) % 255 + 1);
  }

 private:
  unsigned lap_bits_;
};

class ArenaLayout {
 public:
  // `ring_bytes`: of each of the first rings; a power of two within the limits.
  constexpr explicit ArenaLayout(std::uint64_t ring_bytes = kDefaultRingBytes)
      : full_(ring_bytes) {}

  // Of a file of that size; nothing: it is no arena.
  static constexpr std::optional<ArenaLayout> ofFileSize(std::uint64_t bytes) {
    for (std::uint64_t ring = kLeastRingBytes; ring <= kMostRingBytes; ring *= 2) {
      if (ArenaLayout(ring).bytes() == bytes) return ArenaLayout(ring);
    }
    return std::nullopt;
  }

  // The same with rings so small that the whole takes at most `bytes`; nothing where even the
  // least do not.
  [[nodiscard]] constexpr std::optional<ArenaLayout> within(std::uint64_t bytes) const {
    for (std::uint64_t ring = ringBytes(); ring >= kLeastRingBytes; ring /= 2) {
      if (ArenaLayout(ring).bytes() <= bytes) return ArenaLayout(ring);
    }
    return std::nullopt;
  }

  [[nodiscard]] constexpr RingShape shape(std::uint32_t ring) const {
    return ring < kFullRings ? full_ : kSmall;
  }

  [[nodiscard]] constexpr std::size_t recordsOffset(std::uint32_t ring) const {
    if (ring <= kFullRings) return kRecordsOffset + ring * full_.bytes();
    return recordsOffset(kFullRings) + (ring - kFullRings) * kSmall.bytes();
  }

  // Of the whole file, which is sparse.
  [[nodiscard]] constexpr std::size_t bytes() const { return recordsOffset(kMaxRings); }

  [[nodiscard]] constexpr std::size_t ringBytes() const { return full_.bytes(); }

 private:
  static constexpr RingShape kSmall{kLeastRingBytes};

  RingShape full_;
};

}  // namespace uvscope::capture
