// Sessions of any size: taking them in, and asking. See scripts/bench-session.
//
//   session_bench take EVENTS [session|nothing] [PATH]   one figure a line; for callgrind as well
//   session_bench rows EVENTS                            beside plain rows
//   session_bench live EVENTS                            with and without a reader at 10 Hz
//   session_bench ask PATH                               everything that is asked of a session
#include "tests/bench/session_bench.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <time.h>

#include "tests/testing/temp_dir.h"

namespace uvscope::bench {
namespace {

double secondsOf(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

double threadSeconds() {
  return secondsOf(CLOCK_THREAD_CPUTIME_ID);
}

double wallSeconds() {
  return secondsOf(CLOCK_MONOTONIC);
}

void fail(const std::string& why) {
  std::fprintf(stderr, "session_bench: %s\n", why.c_str());
  std::exit(2);
}

}  // namespace uvscope::bench

int main(int argc, char** argv) {
  using namespace uvscope;  // NOLINT(google-build-using-namespace): a program of its own
  using bench::fail;
  if (argc < 3)
    fail("usage: take EVENTS [session|nothing] [PATH] | rows EVENTS | live EVENTS | ask PATH");
  const std::string_view what = argv[1];
  const auto events = static_cast<std::uint64_t>(std::atof(argv[2]));
  if (what == "take") {
    const testing::TempDir dir;
    const bool nothing = argc > 3 && std::string_view(argv[3]) == "nothing";
    const bench::Taken taken =
        bench::takeSession(argc > 4 ? argv[4] : dir.file("s.uvscope"), events, nothing);
    std::printf("%.0f events: %.1f ns and %.2f bytes an event\n", taken.events,
                taken.seconds * 1e9 / taken.events, taken.bytes / taken.events);
  } else if (what == "rows") {
    bench::takeBesideRows(events);
  } else if (what == "live") {
    bench::takeBesideAReader(events);
  } else if (what == "ask") {
    bench::askSession(argv[2]);
  } else {
    fail("what?");
  }
  return 0;
}
