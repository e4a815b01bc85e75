// Child processes.
#include <new>
#include <optional>

#include <unistd.h>

#include "capture/instrument/calls.h"
#include "capture/instrument/child_environment.h"
#include "capture/instrument/detail.h"
#include "capture/instrument/trampoline.h"
#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

constexpr CallbackTraits kExit{.reason = core::CallbackReason::Exit};

void onExit(uv_process_t* process, int64_t exit_status, int term_signal) {
  runHandleCallback<uv_exit_cb, kExit>(term_signal != 0 ? -std::int64_t{term_signal} : exit_status,
                                       process, exit_status, term_signal);
}

// Libuv initialises the handle before anything can fail, and so it has to be closed also after a
// failure; but an argument may be refused even before.
bool isInitialised(const uv_process_t* process, const uv_loop_t* loop, int rc) {
  return rc == 0 || (process->type == UV_PROCESS && process->loop == loop);
}

// "ls -l /tmp, pid 4711", as far as it fits.
void describeProcess(uv_process_t* process, const Tracked& tracked,
                     const uv_process_options_t* options, int rc) {
  DetailText text;
  if (options->file != nullptr) text.add(std::string_view(options->file));
  for (char** argument = options->args; argument != nullptr && *argument != nullptr; ++argument) {
    if (argument != options->args) text.add(" ").add(std::string_view(*argument));
  }
  if (rc == 0) {
    text.add(", pid ").add(process->pid);
  } else {
    text.add(", not started: error ").add(rc);
  }
  tellDetail(tracked, stashWords(process), text.hash(), text.view());
}

// The streams of the program's that are the other ends of the child's.
void tellPipes(const Tracked& process, const uv_process_options_t* options) {
  for (int i = 0; i < options->stdio_count; ++i) {
    const uv_stdio_container_t& end = options->stdio[i];
    if ((end.flags & (UV_CREATE_PIPE | UV_INHERIT_STREAM)) == 0) continue;
    const Tracked stream = findForProgram(end.data.stream);
    if (!stream) continue;
    stream.environment().emitLibuv({.kind = core::EventKind::Piped,
                                    .id = stream.stash.id,
                                    .value = i,
                                    .trigger = process.stash.id});
    tellActivity(end.data.stream, stream);
  }
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
  const bool made = isInitialised(handle, loop, rc);
  if (made) handleMade(handle, uvscope::core::Provider::Process, context, address);
  const Tracked process = made ? findForProgram(handle) : Tracked{};
  if (process) describeProcess(handle, process, options, rc);
  if (rc < 0) {
    tellFailed(process, uvscope::core::LibuvFunction::uv_spawn, rc);
  } else if (process) {
    tellActivity(handle, process);
    tellPipes(process, options);
  }
  return rc;
}

int uv_process_kill(uv_process_t* process, int signum) {
  return callOn<&uv_process_kill>(findForProgram(process), process, signum);
}
