// Numbers for the loops of this process, from 1 in order of their first uv_run. A loop that is made
// where one was closed has a new one.
#pragma once

#include <cstdint>

#include <uv.h>

namespace uvscope::capture {

// 0 when there are more loops than can be told apart. Any thread.
std::uint64_t loopNumber(const uv_loop_t* loop);

// It is closed. Any thread.
void forgetLoop(const uv_loop_t* loop);

}  // namespace uvscope::capture
