#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace uvscope::app {

// Makes the file `path` with `text` in it. One that exists is kept, and that is the error, unless
// `force`. A file that could not be written whole is not left behind.
core::Result<void> writeOutput(const std::string& path, std::string_view text, bool force);

}  // namespace uvscope::app
