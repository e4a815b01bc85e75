// Who is told of the events of a thread, in order of enabling (rule 68).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/async_id.h"
#include "core/event.h"
#include "core/libuv_function.h"
#include "core/provider.h"
#include "core/resource_slots.h"

namespace uvscope::core {

struct InitArguments {
  AsyncId id;
  TypeId type;  // of a type that the program names itself: kUserType
  AsyncId trigger;
  AsyncId execution;
  void* object = nullptr;  // the uv handle or request, or the C++ object; valid until destroy
  std::string_view type_name = {};  // of a user type; valid during the call only
  ResourceSlots* slots = nullptr;   // the resource's; null: kept by the environment, by id
};

// Stands for every type that has a name and no number: numbers belong to sessions.
inline constexpr TypeId kUserType = kFirstUserType;

// The name that init tells.
inline std::string_view typeNameOf(const InitArguments& arguments) {
  return arguments.type == kUserType ? arguments.type_name : providerName(arguments.type);
}

// What libuv tells of a resource, or of the loop that runs (isOfLoop), beyond what has a member of
// its own in HookListener. Fields as in Event.
struct LibuvEvent {
  EventKind kind = EventKind::Active;
  AsyncId id = {};
  std::int64_t value = 0;
  AsyncId trigger = {};
  LibuvFunction function = LibuvFunction::none;
};

// What a listener wants to be told; the bits of a set.
enum class HookEvents : std::uint8_t {
  None = 0,
  Init = 1,
  Before = 2,
  After = 4,
  Destroy = 8,
  PromiseResolve = 16,
  Libuv = 32,  // ended, closing, referenced, retype, detail, libuv
  All = 63,
  OfProgram = 64,  // no event: the listener is a ProgramHook
};

constexpr HookEvents operator|(HookEvents a, HookEvents b) {
  return static_cast<HookEvents>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}

constexpr bool contains(HookEvents set, HookEvents event) {
  return (static_cast<std::uint8_t>(set) & static_cast<std::uint8_t>(event)) != 0;
}

// One observer of a thread's events. The first five are Node's hooks; the others tell at once what
// libuv knows beyond them. Called on the environment's thread, inside the call that causes the
// event, with executionAsyncId and triggerAsyncId as rule 72 says. Must not throw: it is called
// from C frames.
class HookListener {
 public:
  explicit HookListener(HookEvents wanted = HookEvents::All) : wanted_(wanted) {}

  virtual ~HookListener() = default;
  HookListener(const HookListener&) = delete;
  HookListener& operator=(const HookListener&) = delete;

  [[nodiscard]] HookEvents wanted() const { return wanted_; }

  virtual void init(const InitArguments& /*arguments*/) {}

  // `value`: see Event::value.
  virtual void before(AsyncId /*id*/, CallbackReason /*reason*/, std::int64_t /*value*/) {}

  virtual void after(AsyncId /*id*/) {}

  // From the destroy queue: later than the end of the resource (rule 23).
  virtual void destroy(AsyncId /*id*/) {}

  virtual void promiseResolve(AsyncId /*id*/) {}

  // The resource has ended just now.
  virtual void ended(AsyncId /*id*/) {}

  virtual void closing(AsyncId /*id*/) {}

  virtual void referenced(AsyncId /*id*/, bool /*referenced*/) {}

  // The kinds of EventKind from Active on.
  virtual void libuv(const LibuvEvent& /*event*/) {}

  virtual void retype(AsyncId /*id*/, TypeId /*type*/) {}

  // `text` is valid during the call only.
  virtual void detail(AsyncId /*id*/, std::string_view /*text*/) {}

 private:
  HookEvents wanted_;
};

// The enabled listeners of one environment. Does not own them: who enables one disables it before
// it ends, or hands it to end(). Enabling or disabling from inside a listener counts from when the
// outermost running event is finished (rule 69).
class HookRegistry {
 public:
  // Whether any active listener wants `event`. A load and a branch.
  [[nodiscard]] bool wants(HookEvents event) const { return contains(wanted_, event); }

  // Whether a hook of the program's own wants init: then a type must have a name (rule 59).
  [[nodiscard]] bool programWantsInit() const;

  // Whether any is active.
  [[nodiscard]] bool any() const { return !active_.empty(); }

  [[nodiscard]] bool enabled(const HookListener& listener) const;

  // No effect when it is enabled already (rule 67).
  void enable(HookListener& listener);
  // No effect when it is not enabled.
  void disable(HookListener& listener);
  // Destroys it when no event runs any more. It is not called from now on, not even by those that
  // run now.
  void end(std::unique_ptr<HookListener> listener);

  // Calls `kMember` of every active listener that wants `kEvent`; a load and a branch when there is
  // none.
  template <HookEvents kEvent, auto kMember, class... Arguments>
  void emit(Arguments... arguments) {
    if (wants(kEvent)) [[unlikely]]
      deliver<kEvent, kMember, Arguments...>(arguments...);
  }

  void emitInit(const InitArguments& arguments) {
    if (wants(HookEvents::Init)) [[unlikely]]
      deliverInit(arguments);
  }

  // One destroy after the other: what one changes counts for the next.
  void emitDestroys(std::span<const AsyncId> ids);

 private:
  // Not inline, so that the code around an emit stays that of a program without hooks.
  template <HookEvents kEvent, auto kMember, class... Arguments>
  [[gnu::noinline]] void deliver(Arguments... arguments) {
    ++running_;
    // Nested events may run in here, but `active_` itself changes only after the outermost, except
    // that removed listeners become null.
    for (HookListener* const listener : active_) {
      if (listener != nullptr && contains(listener->wanted(), kEvent)) {
        (listener->*kMember)(arguments...);
      }
    }
    if (--running_ == 0 && changed_) [[unlikely]]
      applyChanges();
  }

  void deliverInit(const InitArguments& arguments);

  // The list that enable and disable work on now.
  std::vector<HookListener*>& editable();

  [[nodiscard]] const std::vector<HookListener*>& latest() const {
    return next_ ? *next_ : active_;
  }

  void applyChanges();
  void updateWanted();

  std::vector<HookListener*> active_;
  std::optional<std::vector<HookListener*>> next_;  // what active_ becomes when running_ is 0 again
  std::vector<std::unique_ptr<HookListener>> ended_;  // to be destroyed then
  std::uint32_t running_ = 0;                         // events being delivered, nested
  bool changed_ = false;                              // next_ or ended_ has something
  HookEvents wanted_ = HookEvents::None;              // by any of active_
};

}  // namespace uvscope::core
