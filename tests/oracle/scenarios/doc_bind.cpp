// AsyncResource::bind, static and of a resource, and a list of listeners of which one is bound.
#include <functional>
#include <memory>
#include <vector>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

// What stands for JavaScript's `this`.
struct Caller {
  std::string me;
};

}  // namespace

UVSCOPE_SCENARIO(doc_bind) {
  start();
  auto named = AsyncResource::bind(
      [](int a, int b) {
        ctx("named");
        return a + b;
      },
      "namedFn");
  auto anonymous = AsyncResource::bind([] { ctx("anonymous"); }, core::kBoundFunctionType);
  auto typed = AsyncResource::bind([] { ctx("typed"); }, "MYTYPE");
  const auto resource = std::make_shared<AsyncResource>("RES");
  auto on_resource = resource->bind([](const Caller& caller) {
    ctx("bound to RES");
    return caller.me;
  });
  auto fixed = resource->bind([self = Caller{"fixed"}](const Caller&) { return self.me; });
  const std::vector<std::function<void()>> listeners{
      AsyncResource::bind([] { ctx("bound listener"); }, "LISTENER"),
      [] { ctx("plain listener"); }};
  auto use = [=]() mutable {
    ctx("immediate");
    note("named returns " + std::to_string(named(1, 2)));
    anonymous();
    typed();
    const std::string of_caller = on_resource(Caller{"caller"});
    const std::string given = fixed(Caller{"caller"});
    note("this of the caller=" + of_caller + " this given to bind=" + given);
    for (const auto& listener : listeners)
      listener();
    ctx("immediate end");
  };
  const auto used = std::make_shared<decltype(use)>(std::move(use));
  setImmediate([used] { (*used)(); });
  onExit([used, resource](int) {});  // JavaScript collects nothing before either
  try {
    (void)resource->bind(std::function<void()>());
  } catch (const AsyncHooksError& error) {
    note("bind(an empty function) throws " + std::string(error.name()) + ' ' +
         std::string(error.code()));
  }
}

}  // namespace uvscope::oracle
