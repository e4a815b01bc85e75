#include "capture/runtime/loops.h"

#include <map>
#include <memory>
#include <mutex>

#include <unistd.h>

#include "capture/instrument/real.h"
#include "capture/runtime/run.h"
#include "core/errors.h"

namespace uvscope::capture {
namespace {

// Where setTimeout and the others go outside of uv_run.
thread_local constinit uv_loop_t* own_loop = nullptr;

class Loops final : public LoopObserver {
 public:
  void made(uv_loop_t* loop) override {
    if (own_loop == nullptr) own_loop = loop;
  }

  core::LoopServices* entered(uv_loop_t* loop) override {
    core::Environment* const environment = core::currentEnvironment();
    if (environment == nullptr) return nullptr;
    RuntimeLoop& runtime = of(loop, *environment);
    if (&runtime.environment() != environment) return nullptr;
    runtime.timers().scheduleNext();
    return &runtime;
  }

  void closing(uv_loop_t* loop) override {
    if (own_loop == loop) own_loop = nullptr;
    const std::shared_ptr<RuntimeLoop> runtime = find(loop);
    if (!runtime || !runtime->close()) return;
    const std::lock_guard lock(mutex_);
    loops_.erase(loop);
  }

  bool owns(const uv_handle_t* handle) override {
    const std::shared_ptr<RuntimeLoop> runtime = find(handle->loop);
    return runtime && runtime->owns(handle);
  }

  RuntimeLoop& of(uv_loop_t* loop, core::Environment& environment) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<RuntimeLoop>& runtime = loops_[loop];
    if (!runtime) runtime = std::make_shared<RuntimeLoop>(loop, environment);
    return *runtime;
  }

 private:
  std::shared_ptr<RuntimeLoop> find(uv_loop_t* loop) {
    const std::lock_guard lock(mutex_);
    const auto found = loops_.find(loop);
    return found != loops_.end() ? found->second : nullptr;
  }

  std::mutex mutex_;
  std::map<uv_loop_t*, std::shared_ptr<RuntimeLoop>> loops_;  // guarded by mutex_
};

// Never destroyed: loops may be closed while the process exits.
Loops& allLoops() {
  static Loops& loops = *new Loops;
  return loops;
}

bool isMainThread() {
  return gettid() == getpid();
}

}  // namespace

LoopObserver& loops() {
  return allLoops();
}

void useLoop(uv_loop_t* loop) {
  if (loop == nullptr) core::throwInvalidArgument("useLoop: the loop must not be null");
  own_loop = loop;
}

RuntimeLoop& requireLoop(std::string_view what) {
  core::Environment& environment = core::requireEnvironment();
  // Inside uv_run it is the loop that is being run.
  if (environment.loop() != nullptr) return static_cast<RuntimeLoop&>(*environment.loop());
  if (own_loop == nullptr && isMainThread()) own_loop = callReal<&uv_default_loop>();
  if (own_loop == nullptr) core::throwNoLoop(what);
  RuntimeLoop& loop = allLoops().of(own_loop, environment);
  if (&loop.environment() != &environment) core::throwWrongThread("the loop of this thread");
  return loop;
}

}  // namespace uvscope::capture
