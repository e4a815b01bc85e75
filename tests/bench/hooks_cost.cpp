// What a whole program pays: hooks_cost WORKLOAD MODE [SCALE]
//
//   WORKLOAD  immediate | then | await | tick | timeout | scope | resource | getStore
//   MODE      none   no hook
//             empty  one hook with four empty callbacks
//             plain  the least that does the same without resources: the callbacks go through a
//                    queue of functions, or are just called
//
// Prints nanoseconds an operation: of the process' processor time, from the first to the last
// operation. hooks_cost.js beside this is the same for Node.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include <time.h>
#include <uvscope/async_hooks.h>

namespace {

using namespace uvscope;
using namespace std::chrono_literals;

constexpr std::uint64_t kBatch = 1000;

std::uint64_t sum = 0;  // what the callbacks do

void count() {
  ++sum;
}

std::uint64_t pass(std::uint64_t value) {
  ++sum;
  return value;
}

// Calls `batch(last)` until `operations` are done. A batch makes kBatch operations, and calls
// `last` in the last of them; the next one then starts in a callback of its own.
class Batches {
 public:
  using Batch = std::function<void(const std::function<void()>& last)>;

  static void start(std::uint64_t operations, Batch batch) {
    next(std::make_shared<Batches>(operations, std::move(batch)));
  }

  Batches(std::uint64_t operations, Batch batch) : left_(operations), batch_(std::move(batch)) {}

 private:
  static void next(const std::shared_ptr<Batches>& self) {
    setImmediate([self] {
      self->batch_([self] {
        self->left_ -= kBatch;
        if (self->left_ > 0) next(self);
      });
    });
  }

  std::uint64_t left_;
  Batch batch_;
};

void immediates(const std::function<void()>& last) {
  for (std::uint64_t i = 1; i < kBatch; ++i)
    setImmediate(count);
  setImmediate(last);
}

void ticks(const std::function<void()>& last) {
  for (std::uint64_t i = 1; i < kBatch; ++i)
    nextTick(count);
  nextTick(last);
}

void timeouts(const std::function<void()>& last) {
  for (std::uint64_t i = 1; i < kBatch; ++i)
    setTimeout(count, 1ms);
  setTimeout(last, 1ms);
}

void chain(const std::function<void()>& last) {
  auto promise = Promise<std::uint64_t>::resolve(0);
  for (std::uint64_t i = 1; i < kBatch; ++i)
    promise = promise.then(pass);
  promise.then([last](std::uint64_t) { last(); });
}

Promise<> awaits(std::function<void()> last) {
  for (std::uint64_t i = 0; i < kBatch; ++i) {
    co_await 0;
    count();
  }
  last();
}

void scopes(const std::function<void()>& last) {
  static AsyncResource resource("BENCH");
  for (std::uint64_t i = 0; i < kBatch; ++i)
    resource.runInAsyncScope(pass, i);
  last();
}

void resources(const std::function<void()>& last) {
  for (std::uint64_t i = 0; i < kBatch; ++i) {
    const AsyncResource resource("BENCH");
    count();
  }
  last();
}

void stores(const std::function<void()>& last) {
  static AsyncLocalStorage<std::uint64_t> storage;
  storage.run(1, [] {
    for (std::uint64_t i = 0; i < kBatch; ++i)
      sum += *storage.getStore();
  });
  last();
}

// Mode plain.
void functionQueue(std::uint64_t operations) {
  std::deque<std::function<void()>> queue;
  for (std::uint64_t done = 0; done < operations; done += kBatch) {
    for (std::uint64_t i = 0; i < kBatch; ++i)
      queue.emplace_back(count);
    for (; !queue.empty(); queue.pop_front())
      queue.front()();
  }
}

void plainCalls(std::uint64_t operations) {
  std::uint64_t (*volatile function)(std::uint64_t) = pass;
  for (std::uint64_t i = 0; i < operations; ++i)
    function(i);
}

struct Workload {
  Batches::Batch batch;
  std::uint64_t operations;
  void (*plain)(std::uint64_t operations);
};

const std::map<std::string_view, Workload> kWorkloads{
    {"immediate", {immediates, 1'000'000, functionQueue}},
    {"then", {chain, 1'000'000, functionQueue}},
    {"await", {[](const auto& last) { awaits(last); }, 1'000'000, functionQueue}},
    {"tick", {ticks, 1'000'000, functionQueue}},
    {"timeout", {timeouts, 300'000, functionQueue}},
    {"scope", {scopes, 10'000'000, plainCalls}},
    {"resource", {resources, 3'000'000, plainCalls}},
    {"getStore", {stores, 10'000'000, plainCalls}},
};

double processNanoseconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

void runOnLoop(const Workload& workload, std::uint64_t operations, bool with_hook) {
  AsyncHook hook = createHook({.init = [](AsyncId, std::string_view, AsyncId, ResourceObject) {},
                               .before = [](AsyncId) {},
                               .after = [](AsyncId) {},
                               .destroy = [](AsyncId) {}});
  if (with_hook) hook.enable();
  uvscope::run([&workload, operations] { Batches::start(operations, workload.batch); });
}

}  // namespace

int main(int argc, char** argv) {
  const auto workload = argc > 2 ? kWorkloads.find(argv[1]) : kWorkloads.end();
  if (workload == kWorkloads.end()) {
    std::fputs("usage: hooks_cost WORKLOAD none|empty|plain [SCALE]\n", stderr);
    return 2;
  }
  const std::string_view mode = argv[2];
  const double scale = argc > 3 ? std::atof(argv[3]) : 1;
  const auto batches = static_cast<std::uint64_t>(
      scale * static_cast<double>(workload->second.operations) / static_cast<double>(kBatch));
  const std::uint64_t operations = kBatch * std::max<std::uint64_t>(batches, 1);
  const double start = processNanoseconds();
  if (mode == "plain") {
    workload->second.plain(operations);
  } else {
    runOnLoop(workload->second, operations, mode == "empty");
  }
  std::printf("%.3f\n", (processNanoseconds() - start) / static_cast<double>(operations));
  return sum == 0 ? 1 : 0;
}
