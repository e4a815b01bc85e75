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
