// What libuv's error numbers mean.
#pragma once

#include <cstdint>
#include <string>

namespace uvscope::ui {

// "Connection refused", "end of file"; "error -1234" for a number that is none of libuv's. `error`
// is negative, as libuv returns it.
std::string errorText(std::int64_t error);

}  // namespace uvscope::ui
