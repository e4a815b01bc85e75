// Which nodes a filtered tree shows: the matches and, so that they hang together, their ancestors.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>

#include "core/async_id.h"
#include "storage/resource_filter.h"
#include "storage/session.h"

namespace uvscope::app {

class TreeSelection {
 public:
  // All nodes.
  TreeSelection() = default;
  // Resources that match `filter`, whose type matches `type` (a glob; empty: any) and, with
  // `alive`, that were never destroyed. Costs time and memory by the number of matches and their
  // ancestors.
  TreeSelection(storage::Session& session, storage::ParentKind by, const std::string& type,
                bool alive, storage::ResourceFilter& filter);

  [[nodiscard]] bool shows(core::ResourceKey key) const { return all_ || shown_.contains(key); }

  // Resources that are left out.
  [[nodiscard]] std::uint64_t hidden() const { return hidden_; }

 private:
  void addWithAncestors(storage::Session& session, storage::ParentKind by, core::ResourceKey key);

  bool all_ = true;
  std::uint64_t hidden_ = 0;
  std::unordered_set<core::ResourceKey> shown_;
};

}  // namespace uvscope::app
