// What several tests record.
#pragma once

#include <string>

#include "tests/e2e/program.h"

namespace uvscope::e2e {

// make_timers SECONDS [FILE]: see its source.
inline constexpr const char* kMakeTimers = UVSCOPE_PROGRAMS "/make_timers";

inline Words shell(const std::string& script) {
  return {"/bin/sh", "-c", script};
}

}  // namespace uvscope::e2e
