// Child processes.
#include <new>
#include <optional>

#include <unistd.h>

#include "capture/instrument/child_environment.h"
#include "capture/instrument/detail.h"
#include "capture/instrument/real.h"
#include "capture/instrument/tracked.h"
#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

void onExit(uv_process_t* process, int64_t exit_status, int term_signal) {
  runHandleCallback<uv_exit_cb>(core::CallbackReason::Exit,
                                term_signal != 0 ? -std::int64_t{term_signal} : exit_status,
                                process, exit_status, term_signal);
}

// Libuv initialises the handle before anything can fail, and so it has to be closed also after a
// failure; but an argument may be refused even before.
bool isInitialised(const uv_process_t* process, const uv_loop_t* loop, int rc) {
  return rc == 0 || (process->type == UV_PROCESS && process->loop == loop);
}

void describeProcess(uv_process_t* process, const uv_process_options_t* options, int rc) {
  const Tracked tracked = findForProgram(process);
  if (!tracked) return;
  DetailText text;
  if (options->file != nullptr) text.add(std::string_view(options->file));
  if (rc == 0) {
    text.add(", pid ").add(process->pid);
  } else {
    text.add(", not started: error ").add(rc);
  }
  tellDetail(tracked, stashWords(process), text.hash(), text.view());
}

// Nothing where the program's own environment serves as it is, or memory is short.
std::optional<ChildEnvironment> environmentFor(const uv_process_options_t& options) {
  if (options.env == nullptr || environ == nullptr || attachment::generation() == 0) return {};
  const Undisturbed undisturbed;
  try {
    if (!followsChildren(environ)) return {};
    return ChildEnvironment(options.env, environ);
  } catch (const std::bad_alloc&) {
    return {};
  }
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_spawn(uv_loop_t* loop, uv_process_t* handle, const uv_process_options_t* options) {
  const auto address = reinterpret_cast<std::uintptr_t>(options->exit_cb);
  ThreadContext* const context = contextForProgram();
  if (context == nullptr || !fitsStash(address)) {
    return callReal<&uv_spawn>(loop, handle, options);
  }
  uv_process_options_t swapped = *options;
  if (options->exit_cb != nullptr) swapped.exit_cb = onExit;
  auto environment = environmentFor(*options);
  if (environment) swapped.env = environment->get();
  const int rc =
      callReal<&uv_spawn>(loop, handle, static_cast<const uv_process_options_t*>(&swapped));
  if (!isInitialised(handle, loop, rc)) return rc;
  handleMade(handle, uvscope::core::Provider::Process, context, address);
  describeProcess(handle, options, rc);
  return rc;
}
