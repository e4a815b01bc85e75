// Which chunks of one block something occurs in: a bit a chunk.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace uvscope::storage {

// So many chunks make a block. What is known of resources is written once a block, so it is also
// how much a reader of a recording that has not ended must look at by itself.
inline constexpr std::size_t kChunksPerBlock = 128;

// A chunk of a block, ready to be added to many sets.
struct ChunkBit {
  std::size_t word = 0;
  std::uint64_t mask = 1;

  ChunkBit() = default;

  explicit ChunkBit(std::size_t chunk) : word(chunk / 64), mask(std::uint64_t{1} << (chunk % 64)) {}
};

class ChunkSet {
 public:
  void add(ChunkBit chunk) { words_[chunk.word] |= chunk.mask; }

  // `chunk` counts from 0 in its block.
  void add(std::size_t chunk) { words_[chunk / kBits] |= std::uint64_t{1} << (chunk % kBits); }

  void add(const ChunkSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i)
      words_[i] |= other.words_[i];
  }

  void clear() { words_ = {}; }

  [[nodiscard]] bool empty() const { return (words_[0] | words_[1]) == 0; }

  [[nodiscard]] bool has(std::size_t chunk) const {
    return chunk < kChunksPerBlock && (words_[chunk / kBits] >> (chunk % kBits) & 1U) != 0;
  }

  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::popcount(words_[0])) +
           static_cast<std::size_t>(std::popcount(words_[1]));
  }

  // Calls take(chunk) for each, in order.
  template <class Take>
  void forEach(Take&& take) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t left = words_[i]; left != 0; left &= left - 1)
        take(i * kBits + static_cast<std::size_t>(std::countr_zero(left)));
    }
  }

  // The first one at or after `chunk`.
  [[nodiscard]] std::optional<std::size_t> next(std::size_t chunk) const {
    for (std::size_t i = chunk / kBits; i < words_.size(); ++i) {
      const std::uint64_t from = i == chunk / kBits ? ~std::uint64_t{0} << (chunk % kBits) : ~0ULL;
      const std::uint64_t left = words_[i] & from;
      if (left != 0) return i * kBits + static_cast<std::size_t>(std::countr_zero(left));
    }
    return std::nullopt;
  }

  // The last one at or before `chunk`.
  [[nodiscard]] std::optional<std::size_t> previous(std::size_t chunk) const {
    if (chunk >= kChunksPerBlock) chunk = kChunksPerBlock - 1;
    for (std::size_t i = chunk / kBits + 1; i-- > 0;) {
      const std::size_t top = i == chunk / kBits ? chunk % kBits : kBits - 1;
      const std::uint64_t left = words_[i] & (~std::uint64_t{0} >> (kBits - 1 - top));
      if (left != 0)
        return i * kBits + kBits - 1 - static_cast<std::size_t>(std::countl_zero(left));
    }
    return std::nullopt;
  }

  [[nodiscard]] std::size_t last() const { return previous(kChunksPerBlock).value_or(0); }

  friend bool operator==(const ChunkSet&, const ChunkSet&) = default;

 private:
  static constexpr std::size_t kBits = 64;
  std::array<std::uint64_t, kChunksPerBlock / kBits> words_{};
};

}  // namespace uvscope::storage
