// Changes inputs a little, the way that finds where readers of bytes trust too much.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "tests/fuzz/entry.h"

namespace uvscope::fuzz {

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  // One of `pool`, changed in a few places. No more than kMostBytes.
  Bytes next(const std::vector<Bytes>& pool);

  // Whether an input is to be kept for further changes: one of `of`, by chance.
  bool once(std::uint32_t of) { return below(of) == 0; }

  std::size_t below(std::size_t end) {
    return end == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }

 private:
  static constexpr std::size_t kMostBytes = 8192;

  void change(Bytes& bytes, const std::vector<Bytes>& pool);

  std::mt19937 random_;
};

}  // namespace uvscope::fuzz
