// An exception in a hook callback: stack on standard error, exit status 1, handlers of uncaught
// exceptions not called, exit handlers called; later hooks do not see the event.
#include <exception>
#include <stdexcept>
#include <string>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

// Callbacks with the one called `event`, which does `action`.
template <class Action>
HookCallbacks callbacksWith(const std::string& event, const Action& action) {
  const auto of_id = [action](AsyncId) { action(); };
  HookCallbacks callbacks;
  if (event == "init") callbacks.init = [action](auto&&...) { action(); };
  if (event == "before") callbacks.before = of_id;
  if (event == "after") callbacks.after = of_id;
  if (event == "destroy") callbacks.destroy = of_id;
  if (event == "promiseResolve") callbacks.promise_resolve = of_id;
  return callbacks;
}

void throwIn(const std::string& event, bool symbol) {
  onUncaughtException(
      [](const std::exception_ptr&) { note("uncaughtException listener (never)"); });
  onExit([](int status) { note("exit listener code=" + std::to_string(status)); });
  const auto throws = [event, symbol] {
    note(event + " throws");
    if (symbol) throw std::string("Symbol(s)");  // no std::exception
    throw std::runtime_error("boom in " + event);
  };
  kept<AsyncHook>(createHook(callbacksWith(event, throws))).enable();
  kept<AsyncHook>(createHook(callbacksWith(event, [] { note("second hook (never)"); }))).enable();
  try {
    AsyncResource r("R");
    r.runInAsyncScope([] { note("callback"); });
    r.emitDestroy();
    const Promise<> promise([](auto resolve, auto) { resolve(); });
    note("main end");
  } catch (...) {
    note("caught (never)");
  }
}

}  // namespace

UVSCOPE_SCENARIO(err_hook_throws) {
  if (!arguments.empty()) {
    throwIn(arguments.front(), arguments.size() > 1);
    return;
  }
  for (const std::string event : {"init", "before", "after", "destroy", "promiseResolve"})
    child({event});
  child({"init", "symbol"});
}

}  // namespace uvscope::oracle
