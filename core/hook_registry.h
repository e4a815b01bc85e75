// Who is told of the events of a thread, in order of enabling (rule 68).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/async_id.h"
#include "core/event.h"
#include "core/provider.h"

namespace uvscope::core {

struct InitArguments {
  AsyncId id;
  TypeId type;
  AsyncId trigger;
  AsyncId execution;
  void* resource = nullptr;  // the uv handle or request, or the object; not to be kept past destroy
};

// One observer of a thread's events. The first five are Node's hooks; the others tell what libuv
// knows beyond them. Called on the environment's thread, inside the call that causes the event,
// with executionAsyncId and triggerAsyncId as rule 72 says. Must not throw: it is called from C
// frames.
class HookListener {
 public:
  virtual ~HookListener() = default;

  virtual void init(const InitArguments& /*arguments*/) {}

  // `value`: see Event::value.
  virtual void before(AsyncId /*id*/, CallbackReason /*reason*/, std::int64_t /*value*/) {}

  virtual void after(AsyncId /*id*/) {}

  virtual void destroy(AsyncId /*id*/) {}

  virtual void promiseResolve(AsyncId /*id*/) {}

  virtual void closing(AsyncId /*id*/) {}

  virtual void referenced(AsyncId /*id*/, bool /*referenced*/) {}

  virtual void retype(AsyncId /*id*/, TypeId /*type*/) {}

  // `text` is valid during the call only.
  virtual void detail(AsyncId /*id*/, std::string_view /*text*/) {}
};

// The enabled listeners of one environment. Does not own them: who enables one disables it before
// it ends, or removes it. Enabling or disabling from inside a listener counts from when the
// outermost running event is finished (rule 69).
class HookRegistry {
 public:
  [[nodiscard]] bool empty() const { return active_.empty(); }

  [[nodiscard]] bool enabled(const HookListener& listener) const;

  // No effect when it is enabled already (rule 67).
  void enable(HookListener& listener);
  // No effect when it is not enabled.
  void disable(HookListener& listener);
  // Before the listener is destroyed: it is not called any more, not even by running events.
  void remove(HookListener& listener);

  // Calls `member` of every active listener with `arguments`; does nothing when there is none.
  template <class... Parameters, class... Arguments>
  void emit(void (HookListener::*member)(Parameters...), const Arguments&... arguments) {
    if (active_.empty()) return;
    ++running_;
    // Nested events may run in here, but `active_` itself changes only after the outermost, except
    // that removed listeners become null.
    for (HookListener* const listener : active_) {
      if (listener != nullptr) (listener->*member)(arguments...);
    }
    if (--running_ == 0 && next_) applyChanges();
  }

 private:
  // The list that enable and disable work on now.
  std::vector<HookListener*>& editable();

  [[nodiscard]] const std::vector<HookListener*>& latest() const {
    return next_ ? *next_ : active_;
  }

  void applyChanges();

  std::vector<HookListener*> active_;
  std::optional<std::vector<HookListener*>> next_;  // what active_ becomes when running_ is 0 again
  std::uint32_t running_ = 0;                       // events being delivered, nested
};

}  // namespace uvscope::core
