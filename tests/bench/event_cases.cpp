#include "tests/bench/event_cases.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "capture/host/ring_reader.h"
#include "capture/recorder/thread_context.h"
#include "core/provider.h"
#include "core/scopes.h"
#include "tests/bench/rounds.h"
#include "tests/bench/unread_session.h"

namespace uvscope::bench {
namespace {

using namespace capture;  // NOLINT(google-build-using-namespace)
using namespace std::chrono_literals;

constexpr RingShape kShape{kDefaultRingBytes};
constexpr std::uint64_t kDrainEvery = 16'384;

struct Record24 {
  std::uint64_t ts, id, a;
};

struct Record32 {
  std::uint64_t ts, id, a, b;
};

template <class Record>
double plainRecord(std::uint64_t count) {
  static const auto records = std::make_unique<Record[]>(kShape.capacity());
  Record* const begin = records.get();
  const double start = threadNanoseconds();
  for (std::uint64_t i = 0; i < count; ++i) {
    Record& record = begin[kShape.slot(i)];
    record.ts = readClock(ClockKind::Tsc);
    record.id = i;
    record.a = 1;
    if constexpr (sizeof(Record) == sizeof(Record32)) record.b = 2;
    forgetMemory();
  }
  return threadNanoseconds() - start;
}

// A ring outside of any arena.
struct Ring {
  ArenaHeader arena{};
  RingHeader header{};
  std::unique_ptr<RingRecord[]> records = std::make_unique<RingRecord[]>(kShape.capacity());
  RingWriter writer;

  Ring() : writer((arena.clock = bestClock(), arena), header, records.get(), kShape) {}
};

// Calls `bottom` from `depth` frames further down.
[[gnu::noinline]] std::uint64_t descend(unsigned depth, std::uint64_t (*bottom)()) {
  std::uint64_t result = depth == 0 ? bottom() : descend(depth - 1, bottom);
  asm volatile("" : "+r"(result));  // not a tail call
  return result;
}

std::uint64_t initHere() {
  static std::uint64_t id = 100;
  const core::AsyncId made{++id};
  threadContext()->environment.emitInit(made, core::typeOf(core::Provider::Timer),
                                        core::kBootstrapId, nullptr);
  return id;
}

double initAtDepth(std::uint64_t count, StackMode mode) {
  constexpr unsigned kFrames = 12;
  attachment::detail::stack_mode = mode;
  Stopwatch watch;
  for (std::uint64_t done = 0; done < count; done += kDrainEvery) {
    watch.start();
    for (std::uint64_t i = 0; i < kDrainEvery; ++i)
      descend(kFrames, initHere);
    watch.stop();
    drain();
  }
  attachment::detail::stack_mode = StackMode::None;
  return watch.nanoseconds();
}

}  // namespace

double plainRecord24(std::uint64_t count) {
  return plainRecord<Record24>(count);
}

double plainRecord32(std::uint64_t count) {
  return plainRecord<Record32>(count);
}

double ringRecord(std::uint64_t count) {
  static Ring ring;
  RingWriter& writer = ring.writer;
  std::uint64_t until_drain = kDrainEvery;
  const double start = threadNanoseconds();
  for (std::uint64_t i = 0; i < count; ++i) {
    writer.push(2, i, 1, 2);
    forgetMemory();
    if (--until_drain == 0) {
      ring.header.tail.store(writer.position(), std::memory_order_release);
      until_drain = kDrainEvery;
    }
  }
  return threadNanoseconds() - start;
}

double ringRecordRead(std::uint64_t count) {
  static Ring ring;
  static RingReader reader(ring.header, ring.records.get(), kShape);
  RingWriter& writer = ring.writer;
  ring.arena.host_heartbeat.fetch_add(1);
  std::atomic<bool> over = false;
  std::thread host([&] {
    RawRecord record;
    for (bool last = false; !last;) {
      last = over.load();
      while (reader.next(record))
        asm volatile("" ::"r"(record.ts));
      reader.release();
      ring.arena.host_heartbeat.fetch_add(1);
      std::this_thread::sleep_for(200us);
    }
  });
  const double start = threadNanoseconds();
  for (std::uint64_t i = 0; i < count; ++i) {
    writer.push(2, i, 1, 2);
    forgetMemory();
  }
  const double nanoseconds = threadNanoseconds() - start;
  over = true;
  host.join();
  return nanoseconds;
}

double beforeAndAfter(std::uint64_t count) {
  ThreadContext& context = *threadContext();
  Stopwatch watch;
  for (std::uint64_t done = 0; done < count; done += kDrainEvery) {
    watch.start();
    for (std::uint64_t i = 0; i < kDrainEvery; ++i) {
      const core::CallbackScope scope(context.environment, core::AsyncId{7}, core::AsyncId{1});
      forgetMemory();
    }
    watch.stop();
    drain();
  }
  return watch.nanoseconds();
}

double initWithoutStack(std::uint64_t count) {
  return initAtDepth(count, StackMode::None);
}

double initWithStack(std::uint64_t count) {
  return initAtDepth(count, StackMode::Handles);
}

}  // namespace uvscope::bench
