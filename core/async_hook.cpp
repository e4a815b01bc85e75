#include "core/async_hook.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <utility>

#include "core/environment.h"
#include "core/hook_registry.h"

namespace uvscope::core {
namespace {

[[noreturn]] void endProcess(const char* what) {
  std::fprintf(stderr, "Error: %s\n    thrown by an async hook; the process ends\n", what);
  std::exit(EXIT_FAILURE);  // NOLINT(concurrency-mt-unsafe): exit handlers are to run (rule 73)
}

// A hook has nobody to throw to: it may run inside a C frame of libuv.
template <class Callback, class... Arguments>
void call(const Callback& callback, const Arguments&... arguments) noexcept {
  if (!callback) return;
  try {
    callback(arguments...);
  } catch (const std::exception& error) {
    endProcess(error.what());
  } catch (...) {
    endProcess("an exception that is no std::exception");
  }
}

}  // namespace

class AsyncHook::Listener final : public HookListener {
 public:
  Listener(Environment& environment, HookCallbacks callbacks)
      : environment_(environment), callbacks_(std::move(callbacks)) {}

  ~Listener() override = default;

  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void enable() { environment_.hooks().enable(*this); }

  void disable() { environment_.hooks().disable(*this); }

  // Destroys it, now or as soon as its running callbacks have returned. Nothing is called any more.
  void end() {
    environment_.hooks().remove(*this);
    ended_ = true;
    if (running_ == 0) delete this;
  }

  void init(const InitArguments& arguments) override {
    run(callbacks_.init, arguments.id, providerName(arguments.type), arguments.trigger,
        arguments.resource);
  }

  void before(AsyncId id, CallbackReason /*reason*/, std::int64_t /*value*/) override {
    run(callbacks_.before, id);
  }

  void after(AsyncId id) override { run(callbacks_.after, id); }

  void destroy(AsyncId id) override { run(callbacks_.destroy, id); }

  void promiseResolve(AsyncId id) override { run(callbacks_.promise_resolve, id); }

 private:
  // The callback may end this hook.
  template <class Callback, class... Arguments>
  void run(const Callback& callback, const Arguments&... arguments) noexcept {
    ++running_;
    call(callback, arguments...);
    if (--running_ == 0 && ended_) delete this;
  }

  Environment& environment_;
  HookCallbacks callbacks_;
  unsigned running_ = 0;  // callbacks of this hook, nested
  bool ended_ = false;
};

void AsyncHook::Ender::operator()(Listener* listener) const {
  listener->end();
}

AsyncHook::AsyncHook(Environment& environment, HookCallbacks callbacks)
    : listener_(new Listener(environment, std::move(callbacks))) {}

AsyncHook::~AsyncHook() = default;
AsyncHook::AsyncHook(AsyncHook&&) noexcept = default;
AsyncHook& AsyncHook::operator=(AsyncHook&&) noexcept = default;

AsyncHook& AsyncHook::enable() {
  listener_->enable();
  return *this;
}

AsyncHook& AsyncHook::disable() {
  listener_->disable();
  return *this;
}

AsyncHook createHook(HookCallbacks callbacks) {
  Environment* const environment = currentEnvironment();
  if (environment == nullptr) endProcess("createHook: this thread has no uvscope environment");
  return {*environment, std::move(callbacks)};
}

AsyncId executionAsyncId() {
  const Environment* const environment = currentEnvironment();
  return environment != nullptr ? environment->executionAsyncId() : kNativeId;
}

AsyncId triggerAsyncId() {
  const Environment* const environment = currentEnvironment();
  return environment != nullptr ? environment->triggerAsyncId() : kNativeId;
}

}  // namespace uvscope::core
