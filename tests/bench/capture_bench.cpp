// What recording costs, beside what it is compared to, in turns in one process:
//
//   capture_bench [ROUNDS]         events and callbacks while they are recorded
//   capture_bench --off [ROUNDS]   callbacks with the library but without a session
//   capture_bench CASE COUNT       only that, for counting instructions
//
// This program contains the instrumentation itself, and drains its own ring between batches.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "tests/bench/callback_cases.h"
#include "tests/bench/event_cases.h"
#include "tests/bench/rounds.h"
#include "tests/bench/unread_session.h"

namespace uvscope::bench {
namespace {

constexpr std::size_t kRounds = 9;
constexpr std::uint64_t kFew = 64 * kCallbackBatch;
constexpr std::uint64_t kMany = 8 * kFew;

// The same callbacks in both libuvs, one after the other.
#define UVSCOPE_PAIR(name, call, count)         \
  Case{name ", bare",                           \
       [](std::uint64_t n) {                    \
         const Libuv& libuv = bareLibuv();      \
         return call;                           \
       },                                       \
       count},                                  \
      Case {                                    \
    name,                                       \
        [](std::uint64_t n) {                   \
          const Libuv& libuv = recordedLibuv(); \
          return call;                          \
        },                                      \
        count                                   \
  }

const std::vector<Case> kEvents{
    {"store 24", plainRecord24, kMany},
    {"store 32", plainRecord32, kMany},
    {"record", ringRecord, kMany},
    {"record, read", ringRecordRead, kMany},
    {"before and after", beforeAndAfter, kMany},
    {"init", initWithoutStack, kFew},
    {"init with stack", initWithStack, kFew},
};

const std::vector<Case> kCallbacks{
    UVSCOPE_PAIR("idle 100", idleHandles(libuv, n, 100), kMany),
    UVSCOPE_PAIR("idle 100, timer", idleHandlesAndTimer(libuv, n, 100), kMany),
    UVSCOPE_PAIR("idle 1", idleHandles(libuv, n, 1), kFew),
    UVSCOPE_PAIR("timers 1", rearmedTimers(libuv, n, 1), kMany),
    UVSCOPE_PAIR("timers 10k", rearmedTimers(libuv, n, 10'000), kFew),
    UVSCOPE_PAIR("timers 100k", rearmedTimers(libuv, n, 100'000), kFew),
    UVSCOPE_PAIR("made and closed", madeAndClosed(libuv, n), kFew),
};

using By = Comparison::By;

constexpr std::array kEventComparisons{
    Comparison{"event, always empty ring : clock and 24 bytes", "store 24", "record", By::Ratio,
               1.15},
    Comparison{"event, always empty ring : clock and 32 bytes", "store 32", "record", By::Ratio,
               1.15},
    Comparison{"event, ring read by a thread : 32 bytes", "store 32", "record, read", By::Ratio,
               1.15},
    Comparison{"before and after : one 32-byte store", "store 32", "before and after"},
    Comparison{"init, 12 calls deep, with its known stack : without", "init", "init with stack"},
};

constexpr std::array kCallbackComparisons{
    Comparison{"100 idle handles, folded", "idle 100, bare", "idle 100", By::Added, 11},
    Comparison{"100 idle handles, one timer a turn", "idle 100, timer, bare", "idle 100, timer",
               By::Added, 11},
    Comparison{"10,000 timers re-armed", "timers 10k, bare", "timers 10k", By::Ratio, 1.10},
    Comparison{"100,000 timers re-armed", "timers 100k, bare", "timers 100k", By::Ratio, 1.12},
    Comparison{"1 timer re-armed", "timers 1, bare", "timers 1", By::Added},
    Comparison{"1 idle handle: a turn of the loop", "idle 1, bare", "idle 1", By::Added},
    Comparison{"a timer made and closed", "made and closed, bare", "made and closed", By::Added},
};

constexpr std::array kOffComparisons{
    Comparison{"off: 100 idle handles", "idle 100, bare", "idle 100", By::Added, 2},
    Comparison{"off: 100 idle handles, one timer a turn", "idle 100, timer, bare",
               "idle 100, timer", By::Added, 2},
    Comparison{"off: 10,000 timers re-armed", "timers 10k, bare", "timers 10k", By::Added, 2},
    Comparison{"off: 1 timer re-armed", "timers 1, bare", "timers 1", By::Added},
    Comparison{"off: 1 idle handle: a turn of the loop", "idle 1, bare", "idle 1", By::Added},
    Comparison{"off: a timer made and closed", "made and closed, bare", "made and closed",
               By::Added},
};

template <std::size_t kCount>
void compare(const char* base, const char* ours, const std::vector<Case>& cases, std::size_t rounds,
             const std::array<Comparison, kCount>& comparisons) {
  Rounds figures(cases);
  figures.run(rounds);
  printHead(base, ours);
  for (const Comparison& comparison : comparisons)
    figures.print(comparison);
}

int runAlone(std::string_view name, std::uint64_t count) {
  for (const std::vector<Case>* cases : {&kEvents, &kCallbacks}) {
    for (const Case& one : *cases) {
      if (one.name != name) continue;
      one.run(count);
      return 0;
    }
  }
  std::fputs("no such case\n", stderr);
  return 2;
}

int main(const std::vector<const char*>& arguments) {
  const bool off = !arguments.empty() && std::string_view(arguments[0]) == "--off";
  if (!off && !attachToNobody()) {
    std::fputs("cannot attach: no room in /dev/shm\n", stderr);
    return 1;
  }
  if (arguments.size() == 2 && !off) {
    return runAlone(arguments[0], std::strtoull(arguments[1], nullptr, 10));
  }
  const std::size_t at = off ? 1 : 0;
  const std::size_t rounds =
      arguments.size() > at ? std::strtoull(arguments[at], nullptr, 10) : kRounds;
  if (off) {
    compare("bare", "off", kCallbacks, rounds, kOffComparisons);
    return 0;
  }
  compare("limit", "event", kEvents, rounds, kEventComparisons);
  compare("bare", "recorded", kCallbacks, rounds, kCallbackComparisons);
  return 0;
}

}  // namespace
}  // namespace uvscope::bench

int main(int argc, char** argv) {
  return uvscope::bench::main({argv + 1, argv + argc});
}
