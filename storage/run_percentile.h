// The distribution of how long the callbacks of one resource took. Its record has their sum and the
// longest; what lies between is in the events alone.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>

#include "core/analysis/filter.h"
#include "storage/session.h"

namespace uvscope::storage {

// Whether the callback below which `permille` of all of them lie (nearest rank) took a time in
// `range`. Nothing if it had no callback, or `stop` was asked for. Reads the events of the
// resource's life where sum and longest do not decide it; memory does not grow with them.
std::optional<bool> percentileIn(Session& session, const ResourceRecord& resource,
                                 std::uint32_t permille, const core::FilterRange& range,
                                 const std::stop_token& stop);

}  // namespace uvscope::storage
