// What a person calls the time.
#pragma once

#include <chrono>
#include <cstdint>

namespace uvscope::core {

// Milliseconds since 1970 in UTC, as the system's clock has it now.
inline std::int64_t unixMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace uvscope::core
