#include "core/hook_registry.h"

#include <algorithm>
#include <utility>

#include "core/program_hook.h"

namespace uvscope::core {
namespace {

// Calls `call` with the listener as what it is, so that a hook of the program's own, which most
// are, is called without a detour.
template <class Call>
[[gnu::always_inline]] inline void tell(HookListener& listener, const Call& call) {
  if (contains(listener.wanted(), HookEvents::OfProgram)) [[likely]] {
    call(static_cast<ProgramHook&>(listener));
  } else {
    call(listener);
  }
}

}  // namespace

bool HookRegistry::programWantsInit() const {
  return std::any_of(active_.begin(), active_.end(), [](const HookListener* listener) {
    return listener != nullptr && contains(listener->wanted(), HookEvents::OfProgram) &&
           contains(listener->wanted(), HookEvents::Init);
  });
}

bool HookRegistry::enabled(const HookListener& listener) const {
  return std::find(latest().begin(), latest().end(), &listener) != latest().end();
}

void HookRegistry::enable(HookListener& listener) {
  if (enabled(listener)) return;
  editable().push_back(&listener);
  updateWanted();
}

void HookRegistry::disable(HookListener& listener) {
  if (!enabled(listener)) return;
  std::erase(editable(), &listener);
  updateWanted();
}

void HookRegistry::end(std::unique_ptr<HookListener> listener) {
  disable(*listener);  // while an event runs this takes the list without it for later
  if (running_ == 0) return;
  HookListener* const none = nullptr;
  std::replace(active_.begin(), active_.end(), listener.get(), none);
  ended_.push_back(std::move(listener));
  changed_ = true;
}

void HookRegistry::deliverInit(const InitArguments& arguments) {
  ++running_;
  for (HookListener* const listener : active_) {
    if (listener == nullptr || !contains(listener->wanted(), HookEvents::Init)) continue;
    tell(*listener, [&arguments](auto& known) { known.init(arguments); });
  }
  if (--running_ == 0 && changed_) [[unlikely]]
    applyChanges();
}

void HookRegistry::emitDestroys(std::span<const AsyncId> ids) {
  ++running_;
  for (const AsyncId id : ids) {
    for (HookListener* const listener : active_) {
      if (listener == nullptr || !contains(listener->wanted(), HookEvents::Destroy)) continue;
      tell(*listener, [id](auto& known) { known.destroy(id); });
    }
    if (changed_ && running_ == 1) [[unlikely]] {
      running_ = 0;
      applyChanges();
      running_ = 1;
    }
  }
  --running_;
}

std::vector<HookListener*>& HookRegistry::editable() {
  if (running_ == 0) return active_;
  if (!next_) next_ = active_;
  changed_ = true;
  return *next_;
}

void HookRegistry::applyChanges() {
  changed_ = false;
  if (next_) {
    active_ = *std::exchange(next_, std::nullopt);
    updateWanted();
  }
  // Last and from a list of its own: what a callback holds may do anything as it ends.
  const auto ended = std::exchange(ended_, {});
}

// While events run `active_` stays as it is, and so does what it wants.
void HookRegistry::updateWanted() {
  if (next_) return;
  wanted_ = HookEvents::None;
  for (const HookListener* const listener : active_)
    wanted_ = wanted_ | listener->wanted();
}

}  // namespace uvscope::core
