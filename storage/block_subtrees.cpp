#include "storage/block_subtrees.h"

#include <algorithm>
#include <utility>

namespace uvscope::storage {
namespace {

class Sums {
 public:
  explicit Sums(const ResourceTracker& tracker) {
    out_.stems = tracker.stems();
    for (const OpenBirth& birth : tracker.born()) {
      if (birth.entry != nullptr) addBorn(*birth.entry);
    }
    for (const ResourceEntry* const entry : tracker.touched())
      addOlder(*entry);
  }

  BlockSubtrees finish() && {
    sortStems();
    return std::move(out_);
  }

 private:
  void addBorn(const ResourceEntry& entry) {
    SubtreeSums sums = entry.sums();
    if (entry.record.init_seq == kNoSeq) {
      addOwn(entry, sums);  // it has no parent
      return;
    }
    sums.born = 1;
    out_.stems[entry.stems.trigger - 1].trigger += sums;
    out_.stems[entry.stems.execution - 1].execution += sums;
    if (!entry.over()) out_.outliving.push_back({entry.record.key, entry.stems});
  }

  void addOlder(const ResourceEntry& entry) {
    SubtreeSums sums = entry.sums();
    sums -= entry.before;
    if (!sums.empty()) addOwn(entry, sums);
  }

  // To the stem that it is itself.
  void addOwn(const ResourceEntry& entry, const SubtreeSums& sums) {
    if (entry.stems.trigger == 0) {
      out_.stems.push_back({entry.record.key, entry.revived, sums, sums});
      return;
    }
    Stem& stem = out_.stems[entry.stems.trigger - 1];
    stem.trigger += sums;
    stem.execution += sums;
  }

  // In order of key they take least space.
  void sortStems() {
    std::vector<std::uint32_t> order(out_.stems.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
      order[i] = i;
    std::ranges::sort(order, [this](std::uint32_t a, std::uint32_t b) {
      return out_.stems[a].key < out_.stems[b].key;
    });
    std::vector<std::uint32_t> numbers(order.size() + 1);
    std::vector<Stem> stems;
    stems.reserve(order.size());
    for (const std::uint32_t from : order) {
      stems.push_back(out_.stems[from]);
      numbers[from + 1] = static_cast<std::uint32_t>(stems.size());
    }
    out_.stems = std::move(stems);
    for (Outliving& one : out_.outliving)
      one.below = {numbers[one.below.trigger], numbers[one.below.execution]};
  }

  BlockSubtrees out_;
};

}  // namespace

BlockSubtrees subtreesOf(const ResourceTracker& tracker) {
  return Sums(tracker).finish();
}

}  // namespace uvscope::storage
