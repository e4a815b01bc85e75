#include "capture/recorder/thread_context.h"

#include <atomic>
#include <new>

#include <pthread.h>

#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

constinit std::atomic<bool> contexts_needed = false;

// Runs when a thread ends by itself, the main thread as well when it calls pthread_exit; not for
// the threads that exit() or a return from main() cuts off. Other destructors may make events after
// it; they get a context of their own.
void endThread(void* own) {
  auto* const context = static_cast<ThreadContext*>(own);
  context->recorder.detach();
  own_thread_context = nullptr;
  core::setCurrentEnvironment(nullptr);
  delete context;
}

// exit() ends the process without ending its threads.
[[gnu::destructor]] void writeFoldedAtExit() {
  if (own_thread_context != nullptr) own_thread_context->recorder.writeFolded();
}

void endWithThread(ThreadContext* context) {
  static pthread_key_t key;
  static const bool made = pthread_key_create(&key, endThread) == 0;
  if (made) pthread_setspecific(key, context);
}

}  // namespace

thread_local constinit ThreadContext* own_thread_context = nullptr;

void needThreadContexts() {
  contexts_needed.store(true, std::memory_order_relaxed);
}

bool needsThreadContexts() {
  return contexts_needed.load(std::memory_order_relaxed);
}

ThreadContext* otherThreadContext() {
  if (attachment::isOff() && !needsThreadContexts()) [[likely]]
    return nullptr;
  return makeThreadContext();
}

ThreadContext* makeThreadContext() {
  const bool attached = attachment::attach();
  if (!attached && !needsThreadContexts()) return nullptr;
  const Undisturbed undisturbed;
  if (own_thread_context == nullptr) {
    auto* const made = new (std::nothrow) ThreadContext;
    if (made == nullptr) return nullptr;
    made->only_recorded = !needsThreadContexts();
    if (needsThreadContexts()) made->environment.guardCallbacks();
    own_thread_context = made;
    core::setCurrentEnvironment(&made->environment);
    endWithThread(made);
  }
  ThreadContext& context = *own_thread_context;
  context.attachment = attachment::generation();
  if (attached) {
    context.recorder.attach();
    context.environment.hooks().enable(context.recorder);
  } else {
    context.recorder.stop();
    context.environment.hooks().disable(context.recorder);
  }
  return &context;
}

}  // namespace uvscope::capture
