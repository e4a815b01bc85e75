// after emitted out of order: "async hook stack has become corrupted", exit status 1, exit handlers
// not called; the same without any hook.
#include <exception>

#include "tests/oracle/scenario.h"
#include "tests/oracle/without_ids.h"

namespace uvscope::oracle {
namespace {

void leaveOutOfOrder(bool with_hook) {
  // Made before the hook, which so sees no init of theirs: Node's test uses bare ids.
  AsyncResource x("X");
  AsyncResource y("Y");
  AsyncHook all = hook();
  if (with_hook) all.enable();
  onExit([](int) { note("exit listener"); });
  onUncaughtException([](const std::exception_ptr&) { note("uncaughtException listener"); });
  x.enterByHand();
  y.enterByHand();
  x.leaveByHand();
  note("still here");
}

}  // namespace

UVSCOPE_SCENARIO(res_cross_stack) {
  if (!arguments.empty()) {
    leaveOutOfOrder(arguments.front() != "nohook");
    return;
  }
  child({"hook"}, withoutIds("Y"));
  child({"nohook"}, withoutIds("Y"));
}

}  // namespace uvscope::oracle
