#include "app/commands/open_session.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "app/commands/text_fields.h"
#include "storage/session_reader.h"
#include "ui/logic/format.h"
#include "ui/logic/meant_keys.h"
#include "ui/logic/thread_names.h"

namespace uvscope::app {
core::Result<std::unique_ptr<storage::Session>> openSessionQuietly(const std::string& path) {
  auto reader = storage::SessionReader::open(path);
  if (!reader) return std::move(reader).error();
  return std::unique_ptr<storage::Session>(std::move(*reader));
}

core::Result<std::unique_ptr<storage::Session>> openSession(const std::string& path) {
  auto session = openSessionQuietly(path);
  if (!session) return session;
  if (const std::string& damage = (*session)->info().damage; !damage.empty()) {
    fmt::print(stderr, "uvscope: {}: {}\n", path, damage);
  }
  return session;
}

std::string nodeName(const storage::Session& session, const storage::TreeNode& node) {
  const std::string key = ui::formatKey(node.key);
  if (node.resource) return oneLine(session.typeName(node.resource->type)) + ' ' + key;
  if (node.key.id == core::kBootstrapId) {
    if (ui::isMainThread(session.contexts(), node.key.context)) return "main program " + key;
    return "thread " + oneLine(ui::contextName(session.contexts(), node.key.context)) + ' ' + key;
  }
  if (node.key.id == core::kNativeId) return "loop " + key;
  return key + " (not in the recording)";
}

core::Error noResource(storage::Session& session, core::ResourceKey key, const std::string& path) {
  const std::string name = ui::formatKey(key);
  const auto none = [](std::string message) {
    return core::Error{core::ErrorCode::NotFound, std::move(message)};
  };
  const auto& contexts = session.contexts();
  if (std::ranges::find(contexts, key.context, &core::ContextInfo::id) == contexts.end()) {
    return none(fmt::format("no context {} in {}; 'uvscope info {}' lists them", key.context.value,
                            path, path));
  }
  const std::string others = ui::keysElsewhere(session, key);
  if (!others.empty()) {
    return none(fmt::format("no resource {} in context {}, but {}: {}", name, key.context.value,
                            others, path));
  }
  return none(fmt::format("no resource {} in {}; 'uvscope tree {}' shows all", name, path, path));
}

}  // namespace uvscope::app
