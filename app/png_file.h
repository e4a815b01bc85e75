#pragma once

#include <string>

#include "core/result.h"
#include "ui/logic/pixels.h"

namespace uvscope::app {

// Whether `path` may be written: an existing file only with `force`. Ask before long work.
core::Result<void> checkOutput(const std::string& path, bool force);

// Written beside `path` and moved there, so that a failure leaves what was there. Without `force`
// an existing file is an error.
core::Result<void> writePng(const std::string& path, const ui::Pixels& pixels, bool force);

}  // namespace uvscope::app
