// For what prepares a test, and so has no reason to fail.
#pragma once

#include <stdexcept>

#include "core/result.h"

namespace uvscope::testing {

inline void mustSucceed(const core::Result<void>& done) {
  if (!done) throw std::runtime_error(done.error().message);
}

}  // namespace uvscope::testing
