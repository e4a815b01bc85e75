// Bytes of packed columns: numbers of 7 bits a byte (varint), signed ones folded (zigzag: 0, -1, 1,
// -2 become 0, 1, 2, 3). The reader trusts nothing: past the end or over-long, it fails for good.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace uvscope::storage {

constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
}

// The signed difference of two unsigned numbers, and its inverse: modulo 2^64, so never undefined.
constexpr std::uint64_t packedDifference(std::uint64_t from, std::uint64_t to) {
  return zigzag(static_cast<std::int64_t>(to - from));
}

constexpr std::uint64_t addPacked(std::uint64_t from, std::uint64_t packed) {
  return from + static_cast<std::uint64_t>(unzigzag(packed));
}

class ByteWriter {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(value); }

  void varint(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_.push_back(static_cast<std::uint8_t>(value | 0x80U));
      value >>= 7U;
    }
    bytes_.push_back(static_cast<std::uint8_t>(value));
  }

  template <class Number>
  void fixed(Number value) {
    const auto* raw = reinterpret_cast<const std::uint8_t*>(&value);
    bytes_.insert(bytes_.end(), raw, raw + sizeof(value));
  }

  void append(std::span<const std::uint8_t> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }

  void clear() { bytes_.clear(); }

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }

  [[nodiscard]] std::vector<std::uint8_t>& buffer() { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
};

class ByteReader {
 public:
  ByteReader() = default;

  explicit ByteReader(std::span<const std::uint8_t> bytes)
      : next_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  std::uint8_t byte() {
    if (next_ == end_) return fail();
    return *next_++;
  }

  std::uint64_t varint() {
    if (next_ != end_ && *next_ < 0x80) return *next_++;
    return longVarint();
  }

  template <class Number>
  Number fixed() {
    Number value{};
    if (left() < sizeof(value)) {
      fail();
    } else {
      std::memcpy(&value, next_, sizeof(value));
      next_ += sizeof(value);
    }
    return value;
  }

  // The next `size` bytes; fails, and gives none, if there are not as many.
  std::span<const std::uint8_t> take(std::uint64_t size) {
    if (size > left()) {
      fail();
      return {};
    }
    const std::span<const std::uint8_t> taken(next_, size);
    next_ += size;
    return taken;
  }

  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - next_); }

  // Everything read so far was there.
  [[nodiscard]] bool ok() const { return ok_; }

  // … and nothing is left over.
  [[nodiscard]] bool done() const { return ok_ && next_ == end_; }

 private:
  std::uint8_t fail() {
    ok_ = false;
    next_ = end_;
    return 0;
  }

  std::uint64_t longVarint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      if (shift == 63 && next > 1) return fail();
      value |= std::uint64_t{next & 0x7fU} << shift;
      if (next < 0x80) return ok_ ? value : 0;
    }
    return fail();
  }

  const std::uint8_t* next_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  bool ok_ = true;
};

}  // namespace uvscope::storage
