// The frame of the packed blobs in a session file: u64 checksum of all that follows | body.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "storage/byte_io.h"

namespace uvscope::storage {

std::vector<std::uint8_t> withChecksum(std::span<const std::uint8_t> body);

// Reads the body; nothing if the bytes were changed. `bytes` must outlive the reader.
std::optional<ByteReader> checkedBody(std::span<const std::uint8_t> bytes);

}  // namespace uvscope::storage
