#include "capture/recorder/thread_context.h"

#include <new>

#include <pthread.h>

#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

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

void endWithThread(ThreadContext* context) {
  static pthread_key_t key;
  static const bool made = pthread_key_create(&key, endThread) == 0;
  if (made) pthread_setspecific(key, context);
}

}  // namespace

thread_local constinit ThreadContext* own_thread_context = nullptr;

ThreadContext* makeThreadContext() {
  if (!attachment::attach()) return nullptr;
  const Undisturbed undisturbed;
  if (own_thread_context == nullptr) {
    auto* const made = new (std::nothrow) ThreadContext;
    if (made == nullptr) return nullptr;
    own_thread_context = made;
    core::setCurrentEnvironment(&made->environment);
    endWithThread(made);
  }
  ThreadContext& context = *own_thread_context;
  context.attachment = attachment::generation();
  context.recorder.attach();
  return &context;
}

}  // namespace uvscope::capture
