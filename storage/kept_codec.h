// Packs the records that are kept (of resources that outlived the block they were born in, and of
// those whose record their events do not tell), some hundred a page, and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "storage/resource_tracker.h"

namespace uvscope::storage {

inline constexpr std::size_t kKeptPerPage = 256;

std::vector<std::uint8_t> encodeKept(std::span<const KeptRecord> records);

// False if `bytes` is not what encodeKept made of at most kKeptPerPage records. Any bytes are safe.
[[nodiscard]] bool decodeKept(std::span<const std::uint8_t> bytes, std::vector<KeptRecord>& out);

}  // namespace uvscope::storage
