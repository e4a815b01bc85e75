#include "core/hook_registry.h"

#include <algorithm>
#include <utility>

namespace uvscope::core {

bool HookRegistry::enabled(const HookListener& listener) const {
  return std::find(latest().begin(), latest().end(), &listener) != latest().end();
}

void HookRegistry::enable(HookListener& listener) {
  if (!enabled(listener)) editable().push_back(&listener);
}

void HookRegistry::disable(HookListener& listener) {
  if (enabled(listener)) std::erase(editable(), &listener);
}

void HookRegistry::remove(HookListener& listener) {
  disable(listener);  // while an event runs this takes the list without it for later
  HookListener* const none = nullptr;
  std::replace(active_.begin(), active_.end(), &listener, none);
}

std::vector<HookListener*>& HookRegistry::editable() {
  if (running_ == 0) return active_;
  if (!next_) next_ = active_;
  return *next_;
}

void HookRegistry::applyChanges() {
  active_ = std::move(*next_);
  next_.reset();
}

}  // namespace uvscope::core
