#include "ui/logic/open_resources.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace uvscope::ui {
namespace {

using core::ResourceKey;
using core::TypeId;

// Types up the trigger chain, remembered: siblings share their ancestors.
class Origins {
 public:
  explicit Origins(storage::Session& session) : session_(session) {}

  std::vector<TypeId> of(const storage::ResourceRecord& record) {
    std::vector<TypeId> types;
    ResourceKey key{record.key.context, record.trigger};
    while (types.size() < kGroupingAncestors && !core::isSyntheticRoot(key.id)) {
      const auto& [type, parent] = parentOf(key);
      if (type == TypeId{}) break;
      types.push_back(type);
      key.id = parent;
    }
    return types;
  }

 private:
  using Link = std::pair<TypeId, core::AsyncId>;

  const Link& parentOf(ResourceKey key) {
    const auto [at, fresh] = known_.try_emplace(key);
    if (fresh) {
      if (const auto record = session_.resource(key)) at->second = {record->type, record->trigger};
    }
    return at->second;
  }

  storage::Session& session_;
  std::unordered_map<ResourceKey, Link> known_;
};

}  // namespace

OpenResources openResources(storage::Session& session, storage::EventSeq at) {
  OpenResources out;
  out.at = at;
  if (const auto events = session.events(at, at == storage::kNoSeq ? 0 : 1); !events.empty()) {
    out.at_ns = events.front().ts_ns;
  }
  out.count = session.undestroyedCount(at);
  std::map<std::pair<TypeId, std::vector<TypeId>>, OpenGroup> groups;
  Origins origins(session);
  for (auto& record : session.undestroyed(at, 0, kMostOpenLookedAt)) {
    ++out.looked_at;
    auto origin = origins.of(record);
    OpenGroup& group = groups[{record.type, origin}];
    group.type = record.type;
    group.origin = std::move(origin);
    if (!record.destroyed()) ++group.never_destroyed;
    if (record.closing_seq != storage::kNoSeq && record.closing_seq <= at) ++group.closing;
    group.members.push_back(std::move(record));
  }
  for (auto& [key, group] : groups) {
    out.never_destroyed += group.never_destroyed;
    out.groups.push_back(std::move(group));
  }
  std::stable_sort(
      out.groups.begin(), out.groups.end(), [](const OpenGroup& a, const OpenGroup& b) {
        return std::tuple(b.never_destroyed, b.members.size(), a.members.front().init_seq) <
               std::tuple(a.never_destroyed, a.members.size(), b.members.front().init_seq);
      });
  return out;
}

}  // namespace uvscope::ui
