// Loops, and what all handles have: uv_run, uv_walk, uv_close, uv_ref, uv_unref.
#include "capture/instrument/calls.h"
#include "capture/instrument/loop_numbers.h"
#include "capture/instrument/loop_observer.h"
#include "capture/instrument/trampoline.h"

namespace uvscope::capture {
namespace {

void onClose(uv_handle_t* handle) {
  const Tracked tracked = findTracked(handle);
  Stash stash;
  if (tracked) {
    stash = tracked.stash;
  } else if (!readStash(stashWords(handle), stash)) {
    return;
  }
  runLastCallback<uv_close_cb, Chain::Yes>(tracked,
                                           static_cast<std::uintptr_t>(stash.close_or_detail),
                                           core::CallbackReason::Close, 0, handle);
}

// Notes the program's close callback. The one to hand to libuv.
uv_close_cb beginClose(uv_handle_t* handle, uv_close_cb callback, const Tracked& tracked) {
  RunningHandle::closing(handle);
  const auto address = reinterpret_cast<std::uintptr_t>(callback);
  if (!tracked || tracked.stash.closing || !fitsStash(address)) return callback;
  Stash closing = tracked.stash;
  closing.closing = true;
  closing.close_or_detail = address;
  writeStash(stashWords(handle), closing);
  return onClose;
}

template <auto* kFunction>
[[gnu::always_inline]] inline void changeReference(uv_handle_t* handle, bool referenced) {
  const Tracked tracked = findForProgram(handle);
  const bool changes = tracked && (callReal<&uv_has_ref>(handle) != 0) != referenced;
  callReal<kFunction>(handle);
  // A closing handle holds no reference, whatever the program says.
  if (changes && (callReal<&uv_has_ref>(handle) != 0) == referenced) {
    tracked.environment().emitReferenced(tracked.stash.id, referenced);
  }
}

constinit LoopObserver* loop_observer = nullptr;

void tellMade(uv_loop_t* loop) {
  if (loop != nullptr && loop_observer != nullptr && !calledByLibuv()) loop_observer->made(loop);
}

void tellClosing(uv_loop_t* loop) {
  if (loop_observer != nullptr && !calledByLibuv()) loop_observer->closing(loop);
}

// Callbacks inside are the outermost ones of their loop, whatever runs this loop.
class [[nodiscard]] OwnCallbacks {
 public:
  explicit OwnCallbacks(core::Environment& environment)
      : depth_(environment.callbackDepth()), outer_(std::exchange(depth_, 0)) {}

  ~OwnCallbacks() { depth_ = outer_; }

  OwnCallbacks(const OwnCallbacks&) = delete;
  OwnCallbacks& operator=(const OwnCallbacks&) = delete;

 private:
  std::uint32_t& depth_;
  std::uint32_t outer_;
};

// Around uv_run: tells when it begins and ends, and which loop polls meanwhile.
class [[nodiscard]] RunningLoop {
 public:
  RunningLoop(ThreadContext& context, uv_loop_t* loop, uv_run_mode mode)
      : context_(context), outer_(std::exchange(context.running_loop, loop)) {
    context.environment.emitLibuv(
        {.kind = core::EventKind::LoopStart, .value = mode, .trigger = {loopNumber(loop)}});
  }

  ~RunningLoop() {
    context_.running_loop = outer_;
    context_.environment.emitLibuv({.kind = core::EventKind::LoopEnd, .value = result_});
  }

  RunningLoop(const RunningLoop&) = delete;
  RunningLoop& operator=(const RunningLoop&) = delete;

  int returned(int rc) { return result_ = rc; }

 private:
  ThreadContext& context_;
  uv_loop_t* outer_;
  int result_ = -1;  // left by an exception
};

// Runs the loop with what the program left to do before and what is left to tell at its end.
int runObserved(core::Environment& environment, uv_loop_t* loop, uv_run_mode mode) {
  const core::LoopScope in_loop(environment, loop_observer->entered(loop));
  const OwnCallbacks own_callbacks(environment);
  environment.drainTasks();
  const int rc = callPlain<&uv_run>(loop, mode);
  if (callReal<&uv_loop_alive>(static_cast<const uv_loop_t*>(loop)) == 0) {
    environment.runDestroyQueue();  // rule 26
  }
  return rc;
}

struct Walk {
  uv_walk_cb callback;
  void* argument;
};

void visitForProgram(uv_handle_t* handle, void* walk) {
  if (loop_observer->owns(handle)) return;
  const auto& wanted = *static_cast<const Walk*>(walk);
  const InProgram in_program;
  wanted.callback(handle, wanted.argument);
}

}  // namespace

LoopObserver* loopObserver() {
  return loop_observer;
}

void setLoopObserver(LoopObserver* observer) {
  loop_observer = observer;
}

}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_run(uv_loop_t* loop, uv_run_mode mode) {
  ThreadContext* const context = threadContext();
  if (context == nullptr) return callPlain<&uv_run>(loop, mode);
  const InProgram in_program;
  RunningLoop running(*context, loop, mode);
  const uvscope::core::NativeScope scope(context->environment);
  if (loopObserver() != nullptr) {
    return running.returned(runObserved(context->environment, loop, mode));
  }
  return running.returned(callPlain<&uv_run>(loop, mode));
}

void uv_walk(uv_loop_t* loop, uv_walk_cb walk_cb, void* arg) {
  if (loopObserver() == nullptr || calledByLibuv()) {
    callPlain<&uv_walk>(loop, walk_cb, arg);
    return;
  }
  Walk walk{walk_cb, arg};
  callPlain<&uv_walk>(loop, static_cast<uv_walk_cb>(visitForProgram), static_cast<void*>(&walk));
}

int uv_loop_init(uv_loop_t* loop) {
  const int rc = callMaking<&uv_loop_init>(loop);
  if (rc == 0) tellMade(loop);
  return rc;
}

int uv_loop_close(uv_loop_t* loop) {
  tellClosing(loop);
  const int rc = callMaking<&uv_loop_close>(loop);
  if (rc == 0) forgetLoop(loop);
  return rc;
}

int uv_loop_fork(uv_loop_t* loop) {
  return callMaking<&uv_loop_fork>(loop);
}

uv_loop_t* uv_loop_new() {
  uv_loop_t* const loop = callReal<&uv_loop_new>();
  tellMade(loop);
  return loop;
}

void uv_loop_delete(uv_loop_t* loop) {
  tellClosing(loop);
  forgetLoop(loop);
  callReal<&uv_loop_delete>(loop);
}

uv_loop_t* uv_default_loop() {
  uv_loop_t* const loop = callReal<&uv_default_loop>();
  tellMade(loop);
  return loop;
}

void uv_close(uv_handle_t* handle, uv_close_cb close_cb) {
  const Tracked tracked = findForProgram(handle);
  if (tracked.stash.closing) tellMisused(tracked, uvscope::core::LibuvFunction::uv_close);
  const uv_close_cb passed = beginClose(handle, close_cb, tracked);
  if (tracked) tracked.environment().emitClosing(tracked.stash.id);
  callReal<&uv_close>(handle, passed);
}

int uv_tcp_close_reset(uv_tcp_t* handle, uv_close_cb close_cb) {
  auto* const base = reinterpret_cast<uv_handle_t*>(handle);
  const Tracked tracked = findForProgram(base);
  const uv_close_cb passed = beginClose(base, close_cb, tracked);
  const int rc = callOn<&uv_tcp_close_reset>(tracked, handle, passed);
  if (!tracked) return rc;
  if (rc == 0) {
    tracked.environment().emitClosing(tracked.stash.id);
  } else {
    writeStash(stashWords(base), tracked.stash);
  }
  return rc;
}

void uv_ref(uv_handle_t* handle) {
  changeReference<&uv_ref>(handle, true);
}

void uv_unref(uv_handle_t* handle) {
  changeReference<&uv_unref>(handle, false);
}
