// Where the library is that is loaded into targets.
#pragma once

#include <string>

#include "core/result.h"

namespace uvscope::capture {

inline constexpr const char* kLibraryVariable = "UVSCOPE_LIBRARY";

// $UVSCOPE_LIBRARY when set, else ../lib/libuvscope-preload.so (or
// ../lib/TRIPLET/libuvscope-preload.so) beside the running executable: both in a build and
// installed.
core::Result<std::string> findLibrary();

}  // namespace uvscope::capture
