#include "storage/checksum.h"

#include <bit>
#include <cstring>

namespace uvscope::storage {
namespace {

static_assert(std::endian::native == std::endian::little, "session files are little-endian");

// Odd, so multiplying is invertible; digits of pi and e.
constexpr std::uint64_t kMix1 = 0x243f6a8885a308d3;
constexpr std::uint64_t kMix2 = 0xb7e151628aed2a6b;

}  // namespace

std::uint64_t mixed(std::uint64_t state, std::uint64_t word) {
  return std::rotl(state ^ (word * kMix1), 29) * kMix2;
}

std::uint64_t checksum(std::span<const std::uint8_t> bytes) {
  std::uint64_t state = kMix2 ^ bytes.size();
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= bytes.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof(word));
    state = mixed(state, word);
  }
  std::uint64_t rest = 0;
  if (at != bytes.size()) std::memcpy(&rest, bytes.data() + at, bytes.size() - at);
  state = mixed(state, rest);
  return state ^ (state >> 32U);
}

}  // namespace uvscope::storage
