#include "capture/runtime/runtime_loop.h"

#include "capture/instrument/real.h"
#include "capture/runtime/timers.h"
#include "core/failure.h"
#include "core/scopes.h"

namespace uvscope::capture {
namespace {

template <class Handle>
uv_handle_t* asHandle(Handle& handle) {
  return reinterpret_cast<uv_handle_t*>(&handle);
}

struct Census {
  RuntimeLoop& loop;
  bool others = false;
};

void countOthers(uv_handle_t* handle, void* census) {
  auto& of = *static_cast<Census*>(census);
  if (!of.loop.owns(handle)) of.others = true;
}

}  // namespace

bool RuntimeLoop::owns(const uv_handle_t* handle) const {
  const auto* const address = static_cast<const void*>(handle);
  return address == &check_ || address == &idle_ || address == &timer_;
}

void RuntimeLoop::makeHandles() {
  if (has_handles_ || closed_) return;
  has_handles_ = true;
  // None of these fails on an initialised loop.
  callReal<&uv_check_init>(loop_, &check_);
  callReal<&uv_idle_init>(loop_, &idle_);
  callReal<&uv_timer_init>(loop_, &timer_);
  for (uv_handle_t* const handle : {asHandle(check_), asHandle(timer_)})
    callReal<&uv_unref>(handle);
  check_.data = timer_.data = this;
  callReal<&uv_check_start>(&check_, &onCheck);
}

bool RuntimeLoop::close() {
  if (has_handles_) {
    Census census{*this};
    callReal<&uv_walk>(loop_, static_cast<uv_walk_cb>(countOthers), static_cast<void*>(&census));
    if (census.others) return false;
    closeHandles();
  }
  closed_ = true;
  timers_.dropAll();
  immediates_.dropAll();
  return true;
}

void RuntimeLoop::closeHandles() {
  const auto closed = [](uv_handle_t* handle) { --*static_cast<unsigned*>(handle->data); };
  unsigned open = 0;
  for (uv_handle_t* const handle : {asHandle(check_), asHandle(idle_), asHandle(timer_)}) {
    handle->data = &open;
    ++open;
    callReal<&uv_close>(handle, static_cast<uv_close_cb>(closed));
  }
  while (open != 0)
    callReal<&uv_run>(loop_, UV_RUN_NOWAIT);
  has_handles_ = false;
}

void RuntimeLoop::turnOnceMore() {
  auto node = std::make_shared<ImmediateNode>(shared_from_this(), [] {});
  immediates_.push(std::move(node));
}

void RuntimeLoop::scheduleTimer(std::uint64_t delay_ms) {
  if (closed_) return;
  makeHandles();
  callReal<&uv_timer_start>(&timer_, static_cast<uv_timer_cb>(onTimer), delay_ms, std::uint64_t{0});
}

void RuntimeLoop::referTimer(bool referenced) {
  if (closed_) return;
  makeHandles();
  if (referenced) {
    callReal<&uv_ref>(asHandle(timer_));
  } else {
    callReal<&uv_unref>(asHandle(timer_));
  }
}

void RuntimeLoop::keepAwake(bool awake) {
  if (closed_) return;
  makeHandles();
  if (awake) {
    callReal<&uv_idle_start>(&idle_, static_cast<uv_idle_cb>([](uv_idle_t*) {}));
  } else {
    callReal<&uv_idle_stop>(&idle_);
  }
}

std::uint64_t RuntimeLoop::now() {
  callReal<&uv_update_time>(loop_);
  return callReal<&uv_now>(static_cast<const uv_loop_t*>(loop_));
}

RuntimeLoop& RuntimeLoop::of(void* data) {
  auto& loop = *static_cast<RuntimeLoop*>(data);
  core::Environment* const running = core::currentEnvironment();
  if (running != &loop.environment_) {
    core::failProcess(
        *running,
        "Error: ERR_UVSCOPE_WRONG_THREAD: a loop is run that has timers or immediates "
        "of another thread",
        "", core::kUncaughtStatus);
  }
  return loop;
}

// Destroys first, then immediates (rule 24); in between the ticks that a failed callback has left.
void RuntimeLoop::onCheck(uv_check_t* handle) {
  RuntimeLoop& loop = of(handle->data);
  const InProgram in_program;
  {
    const core::LoopCallbackScope scope(loop.environment_);
    loop.environment_.runDestroyQueue();
  }
  loop.immediates_.run();
}

void RuntimeLoop::onTimer(uv_timer_t* handle) {
  RuntimeLoop& loop = of(handle->data);
  const InProgram in_program;
  loop.timers_.run();
}

}  // namespace uvscope::capture
