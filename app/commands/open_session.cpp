#include "app/commands/open_session.h"

#include <utility>

#include <fmt/core.h>

#include "app/commands/text_fields.h"
#include "storage/session_reader.h"
#include "ui/logic/format.h"
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

}  // namespace uvscope::app
