#include "tests/testing/plain_session.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace uvscope::testing {
namespace {

using core::Event;
using core::EventKind;
using core::ResourceKey;
using storage::EventSeq;

constexpr std::uint64_t kAll = 100'000'000;

// By looking at all resources.
class PlainSubtrees final : public storage::SubtreeQuery {
 public:
  PlainSubtrees(storage::Session& session, std::vector<ResourceKey> tops, storage::ParentKind by)
      : session_(session), by_(by), tops_(std::move(tops)), totals_(tops_.size()) {}

  bool step() override {
    const auto all = session_.resources(0, kAll);
    std::multimap<ResourceKey, const storage::ResourceRecord*> children;
    for (const storage::ResourceRecord& one : all) {
      if (one.init_seq == storage::kNoSeq) continue;
      const core::AsyncId parent =
          by_ == storage::ParentKind::Trigger ? one.trigger : one.execution;
      children.emplace(ResourceKey{one.key.context, parent}, &one);
    }
    const std::set<ResourceKey> tops(tops_.begin(), tops_.end());
    for (std::size_t i = 0; i < tops_.size(); ++i) {
      std::vector<ResourceKey> pending{tops_[i]};
      while (!pending.empty()) {
        const auto [first, end] = children.equal_range(pending.back());
        pending.pop_back();
        for (auto child = first; child != end; ++child) {
          // A program may give an id twice, and then a resource can stand above itself.
          if (tops.contains(child->second->key)) continue;
          add(*child->second, totals_[i]);
          pending.push_back(child->second->key);
        }
      }
    }
    return false;
  }

  [[nodiscard]] std::vector<storage::SubtreeTotals> totals() const override { return totals_; }

 private:
  static void add(const storage::ResourceRecord& one, storage::SubtreeTotals& totals) {
    ++totals.resources;
    totals.alive += one.destroyed() ? 0 : 1;
    totals.runs += one.runs;
    totals.run_ns += one.run_ns;
  }

  storage::Session& session_;
  storage::ParentKind by_;
  std::vector<ResourceKey> tops_;
  std::vector<storage::SubtreeTotals> totals_;
};

std::uint64_t edge(std::uint64_t begin_ns, std::uint64_t end_ns, std::uint64_t i,
                   std::uint64_t count) {
  return begin_ns + ((end_ns - begin_ns) * i + count - 1) / count;
}

}  // namespace

std::unique_ptr<storage::SubtreeQuery> PlainSession::subtrees(std::vector<ResourceKey> tops,
                                                              storage::ParentKind by) {
  return std::make_unique<PlainSubtrees>(*this, std::move(tops), by);
}

std::vector<storage::TypeAlive> PlainSession::aliveByType(EventSeq at) {
  std::map<ResourceKey, core::TypeId> alive;
  std::set<ResourceKey> seen;
  for (const Event& event : events(1, at)) {
    const ResourceKey key{event.context, event.id};
    const bool is_first = !core::isSyntheticRoot(key.id) && seen.insert(key).second;
    if (event.kind == EventKind::Init && is_first) alive[key] = event.type;
    if (event.kind == EventKind::Retype && alive.contains(key)) alive[key] = event.type;
    if (event.kind == EventKind::Destroy) alive.erase(key);
  }
  std::map<core::TypeId, std::uint64_t> counts;
  for (const auto& [key, type] : alive)
    ++counts[type];
  std::vector<storage::TypeAlive> listed;
  for (const auto& [type, count] : counts)
    listed.push_back({type, count});
  return listed;
}

std::vector<storage::ContextLoad> PlainSession::load(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                     std::uint32_t count) {
  std::uint64_t highest_ns = 0;
  for (const Event& event : events(1, kAll))
    highest_ns = std::max(highest_ns, event.ts_ns);
  std::map<core::ContextId, std::vector<std::uint64_t>> lanes;
  for (const storage::Run& run : runs(0, storage::kNeverNs, kAll)) {
    if (run.depth != 0) continue;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint64_t low = std::max(run.before_ns, edge(begin_ns, end_ns, i, count));
      const std::uint64_t high =
          std::min({run.after_ns, highest_ns, edge(begin_ns, end_ns, i + 1, count)});
      if (low >= high) continue;
      std::vector<std::uint64_t>& lane = lanes[run.key.context];
      lane.resize(count);
      lane[i] += high - low;
    }
  }
  std::vector<storage::ContextLoad> loads;
  for (auto& [context, busy_ns] : lanes)
    loads.push_back({context, std::move(busy_ns)});
  return loads;
}

std::vector<storage::TypeCurve> PlainSession::aliveCurves(std::uint64_t begin_ns,
                                                          std::uint64_t end_ns,
                                                          std::uint32_t count) {
  std::map<core::TypeId, std::vector<std::uint64_t>> curves;
  for (std::uint32_t i = 0; i < count; ++i) {
    const EventSeq at = eventAt(edge(begin_ns, end_ns, i + 1, count) - 1);
    for (const storage::TypeAlive& one : aliveByType(at)) {
      curves[one.type].resize(count);
      curves[one.type][i] = one.alive;
    }
  }
  std::vector<storage::TypeCurve> listed;
  for (auto& [type, alive] : curves)
    listed.push_back({type, std::move(alive)});
  return listed;
}

}  // namespace uvscope::testing
