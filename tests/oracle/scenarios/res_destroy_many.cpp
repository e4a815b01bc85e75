// A great many destroys queued in one turn (over 16384): the batch is run from a microtask, before
// the next immediate; fewer wait for the check phase.
#include <cstddef>
#include <functional>
#include <string>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

using namespace std::chrono_literals;

void go(std::size_t& done, std::size_t count, const std::function<void()>& next) {
  done = 0;
  for (std::size_t i = 0; i < count; ++i)
    AsyncResource("R", AsyncResourceOptions{.require_manual_destroy = true}).emitDestroy();
  note(std::to_string(count) + " queued, done at once: " + std::to_string(done));
  const auto note_done = [&done, count](const std::string& where) {
    note(where + " done all: " + (done >= count ? "true" : "false"));
  };
  nextTick([note_done] { note_done("in nextTick"); });
  Promise<>::resolve().then([] { return Promise<>::resolve(); }).then([note_done] {
    note_done("in a later then");
  });
  setImmediate([note_done, next] {
    note_done("in setImmediate");
    if (next) setTimeout(next, 10ms);
  });
}

}  // namespace

UVSCOPE_SCENARIO(res_destroy_many) {
  auto& done = kept<std::size_t>();
  kept<AsyncHook>(createHook({.destroy = [&done](AsyncId) { ++done; }})).enable();
  setTimeout([&done] { go(done, 1000, [&done] { go(done, 20'000, {}); }); }, 5ms);
}

}  // namespace uvscope::oracle
