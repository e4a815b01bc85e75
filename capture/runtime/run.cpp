#include "capture/runtime/run.h"

#include <utility>

#include "capture/instrument/real.h"
#include "capture/runtime/loops.h"
#include "core/environment.h"
#include "core/scopes.h"

namespace uvscope::capture {
namespace {

RuntimeLoop& runtimeOf(uv_loop_t* loop) {
  if (loop != nullptr) useLoop(loop);
  return requireLoop("run");
}

// The main program's frame is the bottom one, and has no before (rule 77).
void runMainProgram(core::Environment& environment, RuntimeLoop& loop,
                    const std::function<void()>& main_program) {
  const core::LoopScope in_loop(environment, &loop);
  try {
    main_program();
  } catch (...) {
    environment.handleUncaught(std::current_exception(), environment.stack().depth());
    environment.emitAfter(environment.executionAsyncId());
  }
}

void tellBeforeExit(core::Environment& environment, RuntimeLoop& loop) {
  const core::NativeScope native(environment);
  const core::LoopScope in_loop(environment, &loop);
  core::LoopCallbackScope scope(environment);
  for (const auto& handler : environment.process().before_exit) {
    try {
      handler();
    } catch (...) {
      scope.setFailed();
      environment.handleUncaught(std::current_exception(), environment.stack().depth());
    }
  }
}

}  // namespace

int run(const std::function<void()>& main_program, uv_loop_t* loop) {
  RuntimeLoop& runtime = runtimeOf(loop);
  core::Environment& environment = runtime.environment();
  runMainProgram(environment, runtime, main_program);
  do {
    uv_run(runtime.loop(), UV_RUN_DEFAULT);
    tellBeforeExit(environment, runtime);
  } while (callReal<&uv_loop_alive>(static_cast<const uv_loop_t*>(runtime.loop())) != 0 ||
           environment.hasTasks());
  const core::NativeScope native(environment);
  const core::LoopScope in_loop(environment, &runtime);
  environment.emitExit(0);
  return 0;
}

void onUncaughtException(core::UncaughtExceptionHandler handler) {
  core::requireEnvironment().process().uncaught_exception = std::move(handler);
}

void onUnhandledRejection(core::UnhandledRejectionHandler handler) {
  core::requireEnvironment().process().unhandled_rejection = std::move(handler);
}

void onBeforeExit(std::function<void()> handler) {
  core::requireEnvironment().process().before_exit.push_back(std::move(handler));
}

void onExit(std::function<void(int status)> handler) {
  core::requireEnvironment().process().exit.push_back(std::move(handler));
}

void abortOnUncaughtException(bool abort) {
  core::requireEnvironment().process().abort_on_uncaught = abort;
}

}  // namespace uvscope::capture
