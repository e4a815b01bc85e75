// A fast checksum against damage (not against malice): every change of a single 8-byte word changes
// the result, because each step is a bijection.
#pragma once

#include <cstdint>
#include <span>

namespace uvscope::storage {

// Stored in session files: never change.
std::uint64_t checksum(std::span<const std::uint8_t> bytes);

// One step of it, for what is no sequence of bytes: a bijection of either argument.
std::uint64_t mixed(std::uint64_t state, std::uint64_t word);

}  // namespace uvscope::storage
