// What recording costs: a record beside the limit (the clock and a plain store, measured in the
// same run), and a whole callback of a libuv timer beside the same one unrecorded.
//
// This program contains the instrumentation itself, so that one process can run a loop with and
// without it. It drains its own ring between batches, as a host that keeps up would.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include <benchmark/benchmark.h>
#include <dlfcn.h>
#include <uv.h>

#include "capture/recorder/clock.h"
#include "capture/recorder/thread_context.h"
#include "core/scopes.h"

namespace uvscope::capture {
namespace {

constexpr std::uint64_t kBatch = 16'384;  // records between two drains; the ring holds 65,536

constexpr RingShape kShape{kDefaultRingBytes};

// Frees all that this thread has written.
void drain() {
  const std::uint32_t index = threadContext()->recorder.home().ring;
  const RingShape shape = attachment::arena().shape(index);
  RingHeader& ring = attachment::arena().ring(index);
  std::uint64_t tail = ring.tail.load(std::memory_order_relaxed);
  const RingRecord* const records = attachment::arena().records(index);
  const auto head = [&] { return records[shape.slot(tail)].head.load(std::memory_order_relaxed); };
  while (markIn(head()) == shape.mark(tail))
    ++tail;
  ring.tail.store(tail, std::memory_order_release);
}

struct PlainRecord {
  std::uint64_t ts, id, a;
};

template <class Record>
void limit(benchmark::State& state) {
  const auto records = std::make_unique<Record[]>(kShape.capacity());
  std::uint64_t position = 0;
  for (auto _ : state) {
    Record& record = records[kShape.slot(position)];
    record.ts = readClock(ClockKind::Tsc);
    record.id = position++;
    record.a = 1;
    benchmark::ClobberMemory();
  }
}

struct WideRecord {
  std::uint64_t ts, id, a, b;
};

void ringPush(benchmark::State& state) {
  ArenaHeader arena{};
  arena.clock = bestClock();
  RingHeader ring{};
  const auto records = std::make_unique<RingRecord[]>(kShape.capacity());
  RingWriter writer(arena, ring, records.get(), kShape);
  std::uint64_t left = kBatch;
  for (auto _ : state) {
    writer.push(2, 7, 1, 2);
    benchmark::ClobberMemory();
    if (--left == 0) {
      ring.tail.store(writer.position(), std::memory_order_release);
      left = kBatch;
    }
  }
}

// A before and an after through environment, hooks, recorder.
void callbackScope(benchmark::State& state) {
  ThreadContext& context = *threadContext();
  std::uint64_t left = kBatch;
  for (auto _ : state) {
    const core::CallbackScope scope(context.environment, core::AsyncId{7}, core::AsyncId{1});
    benchmark::ClobberMemory();
    if ((left -= 2) == 0) {
      drain();
      left = kBatch;
    }
  }
  drain();
}

// Calls `bottom` from `depth` frames further down.
[[gnu::noinline]] std::uint64_t descend(unsigned depth, std::uint64_t (*bottom)()) {
  std::uint64_t result = depth == 0 ? bottom() : descend(depth - 1, bottom);
  benchmark::DoNotOptimize(result);  // not a tail call
  return result;
}

std::uint64_t initHere() {
  static std::uint64_t id = 100;
  const core::AsyncId made{++id};
  threadContext()->environment.emitInit(made, core::typeOf(core::Provider::Timer),
                                        core::kBootstrapId, nullptr);
  return id;
}

// The same init of the same call path, with its stack and without.
void initAtDepth(benchmark::State& state, StackMode mode) {
  constexpr unsigned kFrames = 12;
  attachment::detail::stack_mode = mode;
  std::uint64_t left = kBatch;
  for (auto _ : state) {
    descend(kFrames, initHere);
    if (--left == 0) {
      drain();
      left = kBatch;
    }
  }
  drain();
  attachment::detail::stack_mode = StackMode::None;
}

void initWithStack(benchmark::State& state) {
  initAtDepth(state, StackMode::Handles);
}

void initWithoutStack(benchmark::State& state) {
  initAtDepth(state, StackMode::None);
}

// One timer that re-arms itself: the start and the callback of a handle, and nothing else.
class TimerLoop {
 public:
  using Init = int (*)(uv_loop_t*, uv_timer_t*);
  using Start = int (*)(uv_timer_t*, uv_timer_cb, std::uint64_t, std::uint64_t);
  using Close = void (*)(uv_handle_t*, uv_close_cb);

  TimerLoop(Init init, Start start, Close close) : start_(start), close_(close) {
    uv_loop_init(&loop_);
    init(&loop_, &timer_);
    timer_.data = this;
  }

  ~TimerLoop() {
    close_(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
    uv_run(&loop_, UV_RUN_DEFAULT);
    uv_loop_close(&loop_);
  }

  TimerLoop(const TimerLoop&) = delete;
  TimerLoop& operator=(const TimerLoop&) = delete;

  void run(std::uint64_t callbacks) {
    left_ = callbacks;
    start_(&timer_, onTimer, 0, 0);
    uv_run(&loop_, UV_RUN_DEFAULT);
  }

 private:
  static void onTimer(uv_timer_t* timer) {
    auto& self = *static_cast<TimerLoop*>(timer->data);
    if (--self.left_ > 0) self.start_(timer, onTimer, 0, 0);
  }

  Start start_;
  Close close_;
  uv_loop_t loop_{};
  uv_timer_t timer_{};
  std::uint64_t left_ = 0;
};

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

void runTimer(benchmark::State& state, TimerLoop&& loop) {
  constexpr std::uint64_t kCallbacks = kBatch / 2;
  while (state.KeepRunningBatch(kCallbacks)) {
    loop.run(kCallbacks);
    drain();
  }
}

void timerPlain(benchmark::State& state) {
  runTimer(state,
           TimerLoop(real<TimerLoop::Init>("uv_timer_init"),
                     real<TimerLoop::Start>("uv_timer_start"), real<TimerLoop::Close>("uv_close")));
}

void timerRecorded(benchmark::State& state) {
  runTimer(state, TimerLoop(uv_timer_init, uv_timer_start, uv_close));
}

BENCHMARK(limit<PlainRecord>)->Name("limit: clock and 24-byte store");
BENCHMARK(limit<WideRecord>)->Name("limit: clock and 32-byte store");
BENCHMARK(ringPush)->Name("ring: one record");
BENCHMARK(callbackScope)->Name("hooks: before and after");
BENCHMARK(initWithoutStack)->Name("hooks: init, 12 calls deep, no stack");
BENCHMARK(initWithStack)->Name("hooks: init, 12 calls deep, with its known stack");
BENCHMARK(timerPlain)->Name("timer re-armed in its callback, plain");
BENCHMARK(timerRecorded)->Name("timer re-armed in its callback, recorded");

}  // namespace
}  // namespace uvscope::capture

int main(int argc, char** argv) {
  std::string directory = "/dev/shm/uvscope-bench-XXXXXX";
  if (mkdtemp(directory.data()) == nullptr) return 1;
  setenv(uvscope::capture::kSessionDirVariable, directory.c_str(), 1);
  const bool attached = uvscope::capture::attachment::attach();
  std::filesystem::remove_all(directory);  // the mapping stays
  if (!attached) {
    std::fputs("cannot attach: no room in /dev/shm\n", stderr);
    return 1;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
