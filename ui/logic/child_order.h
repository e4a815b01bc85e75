// Children of a node of a tree in another order than that of birth. To sort them all of them must
// be read, so a node with more than kMostSorted keeps the order of birth, and whoever shows it says
// so.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/session.h"
#include "ui/logic/view_state.h"

namespace uvscope::ui {

inline constexpr std::uint64_t kMostSorted = 100'000;

// "callback time"
std::string_view childOrderName(ChildOrder order);

// Of `children`, which are in order of birth: that decides between equals. Everything is as of the
// end of the recording.
std::vector<core::ResourceKey> sortedKeys(storage::Session& session, storage::ParentKind by,
                                          const std::vector<storage::TreeNode>& children,
                                          ChildOrder order);

// Remembers orders that it has found, as far as kMostRemembered. Made anew when the session grows.
class SortedChildren {
 public:
  // `session` must outlive it.
  SortedChildren(storage::Session& session, storage::ParentKind by, ChildOrder order)
      : session_(session), by_(by), order_(order) {}

  [[nodiscard]] ChildOrder order() const { return order_; }

  // They are few enough.
  [[nodiscard]] bool sorts(std::uint64_t children) const {
    return order_ == ChildOrder::Birth || children <= kMostSorted;
  }

  // As Session::children(), in the order. `children`: how many `parent` has.
  std::vector<storage::TreeNode> page(core::ResourceKey parent, std::uint64_t children,
                                      std::uint64_t offset, std::uint64_t limit);

 private:
  static constexpr std::size_t kMostRemembered = 1'000'000;  // keys

  const std::vector<core::ResourceKey>& orderOf(core::ResourceKey parent);
  [[nodiscard]] storage::TreeNode nodeOf(core::ResourceKey key);

  storage::Session& session_;
  const storage::ParentKind by_;
  const ChildOrder order_;
  std::unordered_map<core::ResourceKey, std::vector<core::ResourceKey>> orders_;
  std::size_t remembered_ = 0;
};

}  // namespace uvscope::ui
