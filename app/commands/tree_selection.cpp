#include "app/commands/tree_selection.h"

#include <vector>

#include <fnmatch.h>

namespace uvscope::app {
namespace {

constexpr std::uint64_t kLookedAtOnce = 1024;

}  // namespace

TreeSelection::TreeSelection(storage::Session& session, storage::ParentKind by,
                             const std::string& type, bool alive, storage::ResourceFilter& filter)
    : all_(type.empty() && !alive && filter.filter().empty()) {
  if (all_) return;
  hidden_ = session.info().resources;
  const auto page = [&](std::uint64_t offset) {
    return alive ? session.undestroyed(session.info().events, offset, kLookedAtOnce)
                 : session.resources(offset, kLookedAtOnce);
  };
  for (std::uint64_t offset = 0;; offset += kLookedAtOnce) {
    const std::vector<storage::ResourceRecord> resources = page(offset);
    for (const storage::ResourceRecord& resource : resources) {
      const std::string name = session.typeName(resource.type);
      if (!type.empty() && fnmatch(type.c_str(), name.c_str(), FNM_CASEFOLD) != 0) continue;
      if (!filter.matches(resource)) continue;
      addWithAncestors(session, by, resource.key);
    }
    if (resources.size() < kLookedAtOnce) return;
  }
}

void TreeSelection::addWithAncestors(storage::Session& session, storage::ParentKind by,
                                     core::ResourceKey key) {
  // An ancestor that is shown already has its own ancestors shown.
  while (shown_.insert(key).second) {
    const auto resource = session.resource(key);
    if (!resource) return;
    if (resource->init_seq != storage::kNoSeq && hidden_ > 0) --hidden_;
    key.id = by == storage::ParentKind::Trigger ? resource->trigger : resource->execution;
  }
}

}  // namespace uvscope::app
