// What exists because of a resource: all that lies below it in one of the trees, as of the end of
// the recording. It is counted by visiting, a page of children at a time, up to a limit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/session.h"
#include "ui/logic/search.h"

namespace uvscope::ui {

// So many are visited for the inspector: some seconds of a worker at most.
inline constexpr std::uint64_t kMostInSubtree = 100'000;

struct SubtreeTotals {
  std::uint64_t resources = 0;  // but for the one at the top
  std::uint64_t alive = 0;
  std::uint64_t runs = 0, run_ns = 0;
  bool more = false;  // the limit was reached: there are more

  friend bool operator==(const SubtreeTotals&, const SubtreeTotals&) = default;
};

class SubtreeCount {
 public:
  // `session` must outlive it. `most`: how many resources are visited.
  SubtreeCount(storage::Session& session, core::ResourceKey top, storage::ParentKind by,
               std::uint64_t most);

  // Visits a page of children. False: there are no more, or no more are wanted.
  bool step();

  [[nodiscard]] const SubtreeTotals& totals() const { return totals_; }

 private:
  // Whose children from `offset` on are still to be visited.
  struct Pending {
    core::ResourceKey key;
    std::uint64_t offset = 0;
  };

  storage::Session& session_;
  const core::ResourceKey top_;
  const storage::ParentKind by_;
  const std::uint64_t most_;
  std::vector<Pending> pending_;
  SubtreeTotals totals_;
};

// For the worker: all of `top`'s, up to kMostInSubtree.
Search<core::ResourceKey, SubtreeTotals>::Slice subtreeSlices(storage::Session& session,
                                                              core::ResourceKey top,
                                                              storage::ParentKind by);

// "1 204 resources, 12 alive"; "more than 100 000 resources, 12 of these alive".
std::string subtreeSize(const SubtreeTotals& totals);

}  // namespace uvscope::ui
