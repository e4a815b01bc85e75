// Zooming and panning a range of time, always within the session.
#pragma once

#include <cstdint>

#include "ui/logic/view_state.h"

namespace uvscope::ui {

inline constexpr std::uint64_t kShortestRangeNs = 100;

// What `range` means for a session of this duration: never empty, never outside.
TimeRange effectiveRange(const TimeRange& range, std::uint64_t duration_ns);

// `factor` < 1 zooms in; the moment `at_ns` stays where it is on the screen.
TimeRange zoomed(const TimeRange& range, std::uint64_t duration_ns, std::uint64_t at_ns,
                 double factor);

// Moved by `share` of its length, to the right when positive.
TimeRange panned(const TimeRange& range, std::uint64_t duration_ns, double share);

// The same length, moved so that `at_ns` is in it; itself where it is already.
TimeRange revealed(const TimeRange& range, std::uint64_t duration_ns, std::uint64_t at_ns);

}  // namespace uvscope::ui
