// Runs when libuvscope.so is loaded, before the program: from then on every thread that makes a
// resource or uses the API has an environment.
#include <string_view>

#include <unistd.h>

#include "capture/recorder/attachment.h"
#include "capture/recorder/sender_ring.h"
#include "capture/recorder/thread_context.h"
#include "capture/runtime/async_hooks_c.h"
#include "capture/runtime/link_order.h"
#include "capture/runtime/loops.h"

namespace uvscope::capture {
namespace {

core::Environment* environmentOfThread() {
  ThreadContext* const context = threadContext();
  return context != nullptr ? &context->environment : nullptr;
}

// Such a program would run well and have no event of any handle: nothing else would tell its
// author.
void warnOfLinkOrder() {
  constexpr std::string_view kWarning =
      "uvscope: the program finds libuv before libuvscope, so its libuv handles and requests have "
      "no "
      "async ids and no events. Link libuvscope first: -luvscope before -luv, and no static "
      "libuv.\n";
  if (linkOrder() != LinkOrder::Wrong) return;
  [[maybe_unused]] const auto written = write(STDERR_FILENO, kWarning.data(), kWarning.size());
}

[[gnu::constructor]] void begin() {
  needThreadContexts();
  core::setEnvironmentMaker(environmentOfThread);
  setLoopObserver(&loops());
  prepareSenderRings();
  attachment::attach();
  warnOfLinkOrder();
}

}  // namespace
}  // namespace uvscope::capture

const char* uvscope_version() {
  return UVSCOPE_VERSION;
}

bool uvscope_instruments_libuv() {
  return uvscope::capture::linkOrder() == uvscope::capture::LinkOrder::Right;
}
