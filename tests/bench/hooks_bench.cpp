// What one operation of the hook core costs, each beside the least that it could cost, measured in
// turns in the same run.
//
//   hooks_bench                    a table: nanoseconds and allocations of each operation
//   hooks_bench --raw              the same, tab separated, for scripts/bench-hooks
//   hooks_bench OPERATION COUNT    only that, for counting instructions
//
// Times are those of the thread's processor clock, because other programs run as well.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <new>
#include <string_view>
#include <vector>

#include <time.h>
#include <uv.h>
#include <uvscope/async_hooks.h>

namespace {

std::uint64_t allocations = 0;

}  // namespace

// NOLINTBEGIN(cppcoreguidelines-no-malloc): counts what the whole process allocates with new
void* operator new(std::size_t size) {
  ++allocations;
  void* const memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}

// NOLINTEND(cppcoreguidelines-no-malloc)

namespace {

using namespace uvscope;

constexpr std::uint64_t kBatch = 1000;  // operations a turn of the loop
constexpr std::uint64_t kCount = 500 * kBatch;
constexpr std::size_t kRounds = 15;

// The compiler may assume nothing about memory here: what follows loads what it needs anew.
void forgetMemory() {
  asm volatile("" ::: "memory");
}

template <class T>
void use(const T& value) {
  asm volatile("" ::"r"(value) : "memory");
}

// Runs `batch` in callbacks of the loop, with ticks, microtasks and destroys in between, until
// `count` operations are done.
template <class Batch>
void inTurns(std::uint64_t count, const Batch& batch) {
  for (std::uint64_t done = 0; done < count; done += kBatch) {
    setImmediate([&batch] { batch(); });
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
  }
}

[[gnu::noinline]] void work(std::uint64_t value) {
  use(value);
}

void emptyLoop(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i)
    use(i);
}

void plainCall(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i)
    work(i);
}

void scope(std::uint64_t count) {
  AsyncResource resource("BENCH");
  for (std::uint64_t i = 0; i < count; ++i)
    resource.runInAsyncScope(work, i);
}

thread_local std::uint64_t of_thread = 1;

void threadLocalRead(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    forgetMemory();
    use(of_thread);
  }
}

void getStore(std::uint64_t count) {
  AsyncLocalStorage<std::uint64_t> storage;
  storage.run(1, [&storage, count] {
    for (std::uint64_t i = 0; i < count; ++i) {
      forgetMemory();
      use(*storage.getStore());
    }
  });
}

// What any hook with an init and a destroy costs: its two callbacks.
void twoCallbacks(std::uint64_t count) {
  const std::array<std::function<void(AsyncId)>, 2> callbacks{[](AsyncId) {}, [](AsyncId) {}};
  for (std::uint64_t i = 0; i < count; ++i) {
    for (const auto& callback : callbacks)
      callback(AsyncId{i});
  }
}

void initAndDestroy(std::uint64_t count) {
  const auto hook = createHook({.init = [](AsyncId, std::string_view, AsyncId, ResourceObject) {},
                                .before = [](AsyncId) {},
                                .after = [](AsyncId) {},
                                .destroy = [](AsyncId) {}})
                        .enable();
  inTurns(count, [] {
    for (std::uint64_t i = 0; i < kBatch; ++i) {
      const AsyncResource resource("BENCH");
      use(&resource);
    }
  });
}

// As many alive at once as promises in a chain of one batch.
void newAndDelete(std::uint64_t count) {
  struct Block {
    std::array<char, 120> bytes;
  };

  std::array<Block*, kBatch> blocks{};
  for (std::uint64_t done = 0; done < count; done += kBatch) {
    for (Block*& block : blocks) {
      block = new Block;
      use(block);
    }
    for (const Block* const block : blocks)
      delete block;
  }
}

void thenLink(std::uint64_t count) {
  inTurns(count, [] {
    auto promise = Promise<std::uint64_t>::resolve(1);
    for (std::uint64_t i = 0; i < kBatch; ++i) {
      promise = promise.then([](std::uint64_t value) {
        use(value);
        return value;
      });
    }
  });
}

struct Operation {
  std::string_view name;
  void (*run)(std::uint64_t count);
};

constexpr std::array kOperations{
    Operation{"empty loop", emptyLoop},
    Operation{"plain call", plainCall},
    Operation{"scope, no hook", scope},
    Operation{"thread_local read", threadLocalRead},
    Operation{"getStore", getStore},
    Operation{"two empty callbacks", twoCallbacks},
    Operation{"init and destroy, empty hook", initAndDestroy},
    Operation{"new and delete", newAndDelete},
    Operation{"then link", thenLink},
};

struct Figures {
  std::vector<double> ns;  // an operation, one figure a round
  double allocations = 0;  // an operation
};

double threadNanoseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

void measure(const Operation& operation, Figures& figures) {
  const std::uint64_t allocated = allocations;
  const double start = threadNanoseconds();
  operation.run(kCount);
  figures.ns.push_back((threadNanoseconds() - start) / kCount);
  figures.allocations = static_cast<double>(allocations - allocated) / kCount;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void measureAll(const char* format) {
  std::array<Figures, kOperations.size()> figures{};
  for (std::size_t round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < kOperations.size(); ++i)
      measure(kOperations[i], figures[i]);
  }
  for (std::size_t i = 0; i < kOperations.size(); ++i)
    std::printf(format, kOperations[i].name.data(), median(figures[i].ns), figures[i].allocations);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  if (arguments.size() == 2) {
    for (const Operation& operation : kOperations) {
      if (operation.name == arguments[0]) operation.run(std::strtoull(argv[2], nullptr, 10));
    }
    return 0;
  }
  measureAll(arguments.empty() ? "%-30s %7.2f ns  %.3f allocations\n" : "%s\t%.3f\t%.3f\n");
  return 0;
}
