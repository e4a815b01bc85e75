// What frames cost while one steps, zooms and scrolls through a session; without a display.
#pragma once

#include <memory>

#include "core/result.h"
#include "storage/session.h"

namespace uvscope::ui::testing {

// Prints a table of medians, 99th percentiles and maxima, in milliseconds.
core::Result<void> printFrameTimes(std::unique_ptr<storage::Session> session, int width,
                                   int height);

}  // namespace uvscope::ui::testing
