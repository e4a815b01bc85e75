// The resource given to init is the one executionAsyncResource() gives in before, callback and
// after; for timers it is what setTimeout returned, for promises the promise itself.
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tests/oracle/fs_calls.h"
#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

using namespace std::chrono_literals;

using Resources = std::map<AsyncId, ResourceObject>;

std::string same(bool is_same) {
  return std::string("same=") + (is_same ? "true" : "false");
}

void noteResource(const std::string& what, bool is_it) {
  note(what + " the resource=" + (is_it ? "true" : "false"));
}

}  // namespace

UVSCOPE_SCENARIO(hook_resource_identity) {
  auto& by_id = kept<Resources>();
  const auto same_as_made = [&by_id](AsyncId of) {
    return same(executionAsyncResource() == by_id.at(of));
  };
  kept<AsyncHook>(
      createHook({
          .init =
              [&by_id](AsyncId of, std::string_view type, AsyncId, const ResourceObject& resource) {
                by_id.emplace(of, resource);
                note("init " + id(of) + ' ' + std::string(type));
              },
          .before = [=](AsyncId of) { note("before " + id(of) + ' ' + same_as_made(of)); },
          .after = [=](AsyncId of) { note("after " + id(of) + ' ' + same_as_made(of)); },
      }))
      .enable();
  const auto last = [&by_id] { return by_id.rbegin()->second; };

  auto& timeout = kept<Timeout>();
  timeout = setTimeout(
      [&timeout] {
        note("in timeout " + same(executionAsyncResource().target() == timeout.target()));
        fs::stat(fs::readablePath(), [](std::int64_t) { note("in stat"); });
      },
      30ms);
  noteResource("setTimeout returns", last().target() == timeout.target());
  auto& immediate = kept<Immediate>();
  immediate = setImmediate([&immediate] {
    note("in immediate " + same(executionAsyncResource().target() == immediate.target()));
  });
  noteResource("setImmediate returns", last().target() == immediate.target());
  const auto p = Promise<int>::resolve(1);
  noteResource("the promise is", last().target() == p.state().get());
  auto& q = kept<std::optional<Promise<>>>();
  q = p.then(
      [&q] { note("in then " + same(executionAsyncResource().target() == q->state().get())); });
  nextTick([] { note("in tick"); });
  auto& r = kept<AsyncResource>("R");
  r.runInAsyncScope([&r] { note("in scope " + same(executionAsyncResource().target() == &r)); });
}

}  // namespace uvscope::oracle
