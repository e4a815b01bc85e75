#include "tests/bench/callback_cases.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <dlfcn.h>
#include <uv.h>

#include "tests/bench/rounds.h"
#include "tests/bench/unread_session.h"

namespace uvscope::bench {

#define UVSCOPE_BENCH_FUNCTIONS(X) \
  X(loop_init)                     \
  X(loop_close) X(run) X(stop) X(close) X(timer_init) X(timer_start) X(idle_init) X(idle_start)

struct Libuv {
#define UVSCOPE_X(name) decltype(&::uv_##name) name;
  UVSCOPE_BENCH_FUNCTIONS(UVSCOPE_X)
#undef UVSCOPE_X
};

const Libuv& bareLibuv() {
  static const Libuv libuv = [] {
    void* const library = dlmopen(LM_ID_NEWLM, "libuv.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      std::fprintf(stderr, "no second libuv: %s\n", dlerror());
      std::exit(1);
    }
    return Libuv{
#define UVSCOPE_X(name) reinterpret_cast<decltype(&::uv_##name)>(dlsym(library, "uv_" #name)),
        UVSCOPE_BENCH_FUNCTIONS(UVSCOPE_X)
#undef UVSCOPE_X
    };
  }();
  return libuv;
}

const Libuv& recordedLibuv() {
  static const Libuv libuv{
#define UVSCOPE_X(name) &::uv_##name,
      UVSCOPE_BENCH_FUNCTIONS(UVSCOPE_X)
#undef UVSCOPE_X
  };
  return libuv;
}

namespace {

// What the callbacks have to do with; one run at a time. The clock stands while the ring is
// drained.
struct Run {
  const Libuv* libuv = nullptr;
  std::uint64_t left = 0;  // callbacks, those until the next draining included
  std::uint64_t batch = kCallbackBatch;
  std::uint64_t until_drain = 0;
  Stopwatch watch;
  uv_timer_t* every_turn = nullptr;  // is to be due in the next turn
};

Run run;

void beginRun(const Libuv& libuv, std::uint64_t count, std::uint64_t batch) {
  drain();
  run = {};
  run.libuv = &libuv;
  run.left = count;
  run.batch = run.until_drain = batch;
}

void batchEnds() {
  if (run.left != 0) run.watch.stop();
  drain();
  run.until_drain = run.batch;
  run.left -= std::min(run.left, run.batch);
  if (run.left != 0) run.watch.start();
}

// In every callback. False once the run is over.
bool goesOn() {
  if (--run.until_drain == 0) [[unlikely]]
    batchEnds();
  return run.left != 0;
}

class Loop {
 public:
  explicit Loop(const Libuv& libuv) : libuv_(libuv) { libuv_.loop_init(&loop_); }

  ~Loop() {
    while (libuv_.run(&loop_, UV_RUN_NOWAIT) != 0)
      drain();
    if (libuv_.loop_close(&loop_) != 0) std::abort();
    drain();
  }

  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  uv_loop_t* get() { return &loop_; }

  void measure() {
    run.watch.start();
    libuv_.run(&loop_, UV_RUN_DEFAULT);
  }

 private:
  const Libuv& libuv_;
  uv_loop_t loop_{};
};

// Handles, made in the same memory in all runs: where they lie must make no difference.
template <class Handle>
class Handles {
 public:
  using Init = int (*)(uv_loop_t*, Handle*);

  Handles(const Libuv& libuv, Init init, Loop& loop, std::size_t count)
      : libuv_(libuv), count_(count) {
    if (memory().size() < count) memory().resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      init(loop.get(), &memory()[i]);
      drainAt(i);
    }
  }

  ~Handles() {
    for (std::size_t i = 0; i < count_; ++i) {
      libuv_.close(reinterpret_cast<uv_handle_t*>(&memory()[i]), onClosed);
      drainAt(i);
    }
  }

  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;

  template <class Start>
  void startAll(Start start) {
    for (std::size_t i = 0; i < count_; ++i) {
      start(&memory()[i]);
      drainAt(i);
    }
  }

  Handle* first() { return memory().data(); }

 private:
  static std::vector<Handle>& memory() {
    static std::vector<Handle> handles;
    return handles;
  }

  static void onClosed(uv_handle_t* handle) {
    drainAt(static_cast<std::size_t>(reinterpret_cast<Handle*>(handle) - memory().data()));
  }

  static void drainAt(std::size_t i) {
    if (i % kCallbackBatch == 0) drain();
  }

  const Libuv& libuv_;
  std::size_t count_;
};

// A turn in which the ring is drained is not folded.
constexpr std::uint64_t kFoldedBatch = 8 * kCallbackBatch;

void onIdle(uv_idle_t* idle) {
  if (!goesOn()) run.libuv->stop(idle->loop);
}

void onTurn(uv_timer_t* /*timer*/) {}

// The first of the idle handles in a turn.
void onFirstIdle(uv_idle_t* idle) {
  run.libuv->timer_start(run.every_turn, onTurn, 0, 0);
  onIdle(idle);
}

void onRearmed(uv_timer_t* timer) {
  if (goesOn()) run.libuv->timer_start(timer, onRearmed, 0, 0);
}

double measureIdle(const Libuv& libuv, std::uint64_t count, std::uint64_t batch,
                   std::size_t handles, bool timer) {
  Loop loop(libuv);
  Handles<uv_timer_t> timers(libuv, libuv.timer_init, loop, timer ? 1 : 0);
  Handles<uv_idle_t> idles(libuv, libuv.idle_init, loop, handles);
  idles.startAll([&](uv_idle_t* idle) {
    libuv.idle_start(idle, timer && idle == idles.first() ? onFirstIdle : onIdle);
  });
  beginRun(libuv, count, batch);
  run.every_turn = timers.first();
  loop.measure();
  return run.watch.nanoseconds();
}

}  // namespace

double idleHandles(const Libuv& libuv, std::uint64_t count, std::size_t handles) {
  return measureIdle(libuv, count, kFoldedBatch, handles, false);
}

double idleHandlesAndTimer(const Libuv& libuv, std::uint64_t count, std::size_t handles) {
  return measureIdle(libuv, count, kCallbackBatch, handles, true);
}

double rearmedTimers(const Libuv& libuv, std::uint64_t count, std::size_t timers) {
  Loop loop(libuv);
  Handles<uv_timer_t> handles(libuv, libuv.timer_init, loop, timers);
  handles.startAll([&](uv_timer_t* timer) { libuv.timer_start(timer, onRearmed, 0, 0); });
  beginRun(libuv, count, kCallbackBatch);
  loop.measure();
  return run.watch.nanoseconds();
}

double madeAndClosed(const Libuv& libuv, std::uint64_t count) {
  Loop loop(libuv);
  Stopwatch watch;
  for (std::uint64_t done = 0; done < count; done += kCallbackBatch) {
    watch.start();
    { const Handles<uv_timer_t> handles(libuv, libuv.timer_init, loop, kCallbackBatch); }
    libuv.run(loop.get(), UV_RUN_DEFAULT);
    watch.stop();
    drain();
  }
  return watch.nanoseconds();
}

}  // namespace uvscope::bench
