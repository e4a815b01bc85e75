// lttng_bench [ROUNDS]: an event of ours, into a ring that a thread reads, beside a tracepoint of
// LTTng-UST with 24 bytes in it, into a session that scripts/bench-lttng has started.
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include "tests/bench/event_cases.h"
#include "tests/bench/rounds.h"

extern "C" void uvscope_bench_lttng_events(std::uint64_t count);

namespace uvscope::bench {
namespace {

using namespace std::chrono_literals;

// So many fit into LTTng's buffers: what comes faster than they are read would be discarded.
constexpr std::uint64_t kBurst = 200'000;
constexpr std::uint64_t kCount = 2'000'000;
constexpr double kMost = 0.1;  // ours is to cost a tenth

double lttngEvents(std::uint64_t count) {
  Stopwatch watch;
  for (std::uint64_t done = 0; done < count; done += kBurst) {
    std::this_thread::sleep_for(100ms);
    watch.start();
    uvscope_bench_lttng_events(kBurst);
    watch.stop();
  }
  return watch.nanoseconds();
}

int main(std::size_t rounds) {
  const std::vector<Case> cases{
      {"store 24", plainRecord24, kCount},
      {"record", ringRecord, kCount},
      {"record, read", ringRecordRead, kCount},
      {"lttng", lttngEvents, kCount},
  };
  Rounds figures(cases);
  figures.run(rounds);
  using By = Comparison::By;
  printHead("LTTng", "event");
  figures.print({"event, ring read by a thread : LTTng-UST, 24 bytes", "lttng", "record, read",
                 By::Ratio, kMost});
  figures.print(
      {"event, always empty ring : LTTng-UST, 24 bytes", "lttng", "record", By::Ratio, kMost});
  printHead("limit", "LTTng");
  figures.print({"LTTng-UST, 24 bytes : clock and 24 bytes", "store 24", "lttng"});
  return 0;
}

}  // namespace
}  // namespace uvscope::bench

int main(int argc, char** argv) {
  return uvscope::bench::main(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 9);
}
