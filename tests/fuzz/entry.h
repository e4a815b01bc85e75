// What each fuzz program is made of: one entry, which any bytes must leave unharmed, and inputs to
// begin with. The programs differ only in which entry they link.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uvscope::fuzz {

using Bytes = std::vector<std::uint8_t>;

// Takes any bytes. Ends the process where what should hold of every input does not. Returns 0, as
// libFuzzer wants it.
int run(std::span<const std::uint8_t> bytes);

// Inputs that reach far.
std::vector<Bytes> seeds();

inline Bytes bytesOf(std::string_view text) {
  return {text.begin(), text.end()};
}

// A CHECK that stays in optimised builds.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: does not hold: %s\n", what);
  std::abort();
}

}  // namespace uvscope::fuzz
