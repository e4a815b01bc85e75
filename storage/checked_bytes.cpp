#include "storage/checked_bytes.h"

#include <utility>

#include "storage/checksum.h"

namespace uvscope::storage {

std::vector<std::uint8_t> withChecksum(std::span<const std::uint8_t> body) {
  ByteWriter whole;
  whole.fixed(checksum(body));
  whole.append(body);
  return std::move(whole.buffer());
}

std::optional<ByteReader> checkedBody(std::span<const std::uint8_t> bytes) {
  ByteReader in(bytes);
  const auto sum = in.fixed<std::uint64_t>();
  if (!in.ok() || sum != checksum(bytes.subspan(sizeof(sum)))) return std::nullopt;
  return in;
}

}  // namespace uvscope::storage
