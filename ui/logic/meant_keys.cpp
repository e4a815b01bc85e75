#include "ui/logic/meant_keys.h"

#include "ui/logic/format.h"

namespace uvscope::ui {
namespace {

constexpr int kMost = 4;

}  // namespace

std::string keysElsewhere(storage::Session& session, core::ResourceKey key) {
  std::string keys;
  int found = 0;
  for (const core::ContextInfo& context : session.contexts()) {
    const core::ResourceKey other{context.id, key.id};
    if (other == key || !session.resource(other)) continue;
    if (++found > kMost) return keys + ", …";
    keys += (keys.empty() ? "" : ", ") + formatKey(other);
  }
  return keys;
}

}  // namespace uvscope::ui
