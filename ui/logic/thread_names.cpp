#include "ui/logic/thread_names.h"

#include <algorithm>

#include <fmt/format.h>

namespace uvscope::ui {

bool isMainThread(std::span<const core::ContextInfo> contexts, core::ContextId context) {
  const auto at = std::ranges::find(contexts, context, &core::ContextInfo::id);
  if (at == contexts.end()) return contexts.empty();
  return std::none_of(contexts.begin(), at,
                      [&at](const auto& info) { return info.process == at->process; });
}

std::string contextName(std::span<const core::ContextInfo> contexts, core::ContextId context) {
  if (contexts.size() < 2) return {};
  for (const core::ContextInfo& info : contexts) {
    if (info.id != context) continue;
    const std::string name = info.name.empty() ? "thread" : info.name;
    return fmt::format("{} {}", name, info.thread_id);
  }
  return fmt::format("context {}", context.value);
}

}  // namespace uvscope::ui
