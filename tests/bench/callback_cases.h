// Callbacks of handles, each through a libuv that nothing of ours touches (`bare`) and through the
// instrumentation.
#pragma once

#include <cstdint>

namespace uvscope::bench {

// The functions of a libuv.
struct Libuv;

// A second libuv in a namespace of its own. Libuv calls its own functions by way of the dynamic
// linker, so that the one which a program with the instrumentation loads is never bare.
const Libuv& bareLibuv();
const Libuv& recordedLibuv();

// Nanoseconds of `count` callbacks, as Case::run; a multiple of kCallbackBatch.
inline constexpr std::uint64_t kCallbackBatch = 8'192;

// A turn of the loop has one callback of each. Spinning loops are folded.
double idleHandles(const Libuv& libuv, std::uint64_t count, std::size_t handles);
// The same with a timer that is due in every turn, so that nothing is folded.
double idleHandlesAndTimer(const Libuv& libuv, std::uint64_t count, std::size_t handles);
// Each is started anew in its callback.
double rearmedTimers(const Libuv& libuv, std::uint64_t count, std::size_t timers);
// Timers that are made and closed again.
double madeAndClosed(const Libuv& libuv, std::uint64_t count);

}  // namespace uvscope::bench
