#pragma once

#include <string>

#include "core/result.h"
#include "ui/logic/pixels.h"

namespace uvscope::app {

// As OutputFile: what is at `path` stays until the picture is whole.
core::Result<void> writePng(const std::string& path, const ui::Pixels& pixels, bool force);

}  // namespace uvscope::app
