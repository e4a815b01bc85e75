#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace uvscope::fuzz {
namespace {

constexpr std::uint64_t kNumbers[] = {0,          1,
                                      0x7f,       0x80,
                                      0xff,       0xffff,
                                      0x7fffffff, 0xffffffff,
                                      1ULL << 48, 0x7fffffffffffffff,
                                      ~0ULL,      0x8000000000000000};

auto at(Bytes& bytes, std::size_t position) {
  return bytes.begin() + static_cast<std::ptrdiff_t>(position);
}

}  // namespace

Bytes Mutator::next(const std::vector<Bytes>& pool) {
  Bytes bytes = pool[below(pool.size())];
  const std::size_t changes = 1 + below(4);
  for (std::size_t i = 0; i < changes; ++i)
    change(bytes, pool);
  bytes.resize(std::min(bytes.size(), kMostBytes));
  return bytes;
}

void Mutator::change(Bytes& bytes, const std::vector<Bytes>& pool) {
  const std::size_t position = below(bytes.size() + 1);
  const std::size_t left = bytes.size() - position;
  switch (below(8)) {
    case 0:  // a bit
      if (left > 0) bytes[position] ^= static_cast<std::uint8_t>(1U << below(8));
      break;
    case 1:  // a byte
      if (left > 0) bytes[position] = static_cast<std::uint8_t>(below(256));
      break;
    case 2: {  // a number at the edge of what fits
      const std::uint64_t number = kNumbers[below(std::size(kNumbers))];
      const std::size_t size = std::min(left, std::size_t{1} << below(4));
      if (size > 0) std::memcpy(bytes.data() + position, &number, size);
      break;
    }
    case 3:  // less
      bytes.erase(at(bytes, position),
                  at(bytes, position + below(std::min<std::size_t>(left, 64) + 1)));
      break;
    case 4:  // more
      bytes.insert(at(bytes, position), 1 + below(16), static_cast<std::uint8_t>(below(256)));
      break;
    case 5: {  // a part twice
      const Bytes part(at(bytes, position),
                       at(bytes, position + below(std::min<std::size_t>(left, 256) + 1)));
      bytes.insert(at(bytes, below(bytes.size() + 1)), part.begin(), part.end());
      break;
    }
    case 6: {  // a part of another
      const Bytes& other = pool[below(pool.size())];
      const std::size_t from = below(other.size() + 1);
      const std::size_t size = below(std::min<std::size_t>(other.size() - from, 256) + 1);
      bytes.insert(at(bytes, position), other.begin() + static_cast<std::ptrdiff_t>(from),
                   other.begin() + static_cast<std::ptrdiff_t>(from + size));
      break;
    }
    default:  // cut
      if (once(4)) bytes.resize(position);
      break;
  }
}

}  // namespace uvscope::fuzz
