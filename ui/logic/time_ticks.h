// Round moments along a time axis, with labels no finer than their distance.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ui/logic/view_state.h"

namespace uvscope::ui {

struct TimeTick {
  std::uint64_t ns = 0;
  std::string label;
};

// At least `spacing` pixels apart on an axis `width` pixels long.
std::vector<TimeTick> timeTicks(const TimeRange& range, int width, int spacing);

// Where a moment lies on an axis; may be outside of [0, width).
double xOf(std::uint64_t ns, const TimeRange& range, double width);
std::uint64_t timeAt(double x, const TimeRange& range, double width);

}  // namespace uvscope::ui
