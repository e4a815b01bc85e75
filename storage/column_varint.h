// Numbers in the columns of packed events, of 7 bits a byte. Nothing is checked: there are bytes
// enough behind the last column (see EventColumns), and the ends of the columns are looked at
// later.
#pragma once

#include <cstdint>
#include <cstring>

namespace uvscope::storage::column {

// A number, and where the next one begins.
struct Read {
  std::uint64_t value = 0;
  const std::uint8_t* next = nullptr;
};

// Numbers of more than a byte. What is longer than any number can be, comes back as some number.
[[gnu::noinline]] inline Read longVarint(const std::uint8_t* in) {
  Read read;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint8_t next = *in++;
    read.value |= std::uint64_t{next & 0x7fU} << shift;
    if (next < 0x80) break;
  }
  read.next = in;
  return read;
}

// Mostly of one byte.
inline std::uint64_t varint(const std::uint8_t*& in) {
  if (*in < 0x80) return *in++;
  const Read read = longVarint(in);
  in = read.next;
  return read.value;
}

// Whether an id takes one byte or two is chance, which a branch would guess wrongly.
inline std::uint64_t idVarint(const std::uint8_t*& in) {
  std::uint16_t both = 0;
  std::memcpy(&both, in, sizeof(both));
  const std::uint64_t word = both;
  if ((word & 0x8080U) == 0x8080U) [[unlikely]] {
    const Read read = longVarint(in);
    in = read.next;
    return read.value;
  }
  const std::uint64_t second = word >> 7U & 1U;
  in += 1 + second;
  return (word & 0x7fU) | (word >> 1U & 0x3f80U & -second);
}

}  // namespace uvscope::storage::column
