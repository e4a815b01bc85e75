#include "tests/testing/same_answers.h"

#include <random>
#include <tuple>
#include <vector>

namespace uvscope::testing {
namespace {

using storage::EventSeq;
using storage::ParentKind;

constexpr std::uint64_t kEverything = 1'000'000;

std::vector<storage::SubtreeTotals> subtreesOf(storage::Session& session,
                                               const std::vector<core::ResourceKey>& tops,
                                               ParentKind by) {
  const auto query = session.subtrees(tops, by);
  while (query->step()) {
  }
  return query->totals();
}

class Comparison {
 public:
  Comparison(storage::Session& got, storage::Session& wanted, const Questions& questions)
      : got_(got), wanted_(wanted), questions_(questions), random_(questions.seed) {}

  std::string run() {
    counts();
    everything();
    for (int i = 0; i < questions_.rounds && different_.empty(); ++i)
      atRandom();
    if (questions_.overview) overviews();
    return different_;
  }

 private:
  template <class Answer>
  void same(const Answer& got, const Answer& wanted, const std::string& what) {
    if (different_.empty() && !(got == wanted)) different_ = what;
  }

  void counts() {
    const storage::SessionInfo& a = got_.info();
    const storage::SessionInfo& b = wanted_.info();
    same(a.events, b.events, "how many events");
    same(a.resources, b.resources, "how many resources");
    same(a.alive, b.alive, "how many alive");
    same(a.dropped, b.dropped, "how many dropped");
    same(a.duration_ns, b.duration_ns, "the duration");
    same(got_.typeTotals(), wanted_.typeTotals(), "totals of types");
    names();
  }

  void names() {
    const auto& contexts = wanted_.contexts();
    same(got_.contexts().size(), contexts.size(), "how many contexts");
    for (std::size_t i = 0; i < contexts.size() && different_.empty(); ++i) {
      const core::ContextInfo& a = got_.contexts()[i];
      same(std::tuple(a.id, a.process, a.thread_id, a.name),
           std::tuple(contexts[i].id, contexts[i].process, contexts[i].thread_id, contexts[i].name),
           "a context");
    }
    same(got_.processes().size(), wanted_.processes().size(), "how many processes");
    for (const storage::TypeTotal& total : wanted_.typeTotals()) {
      if (total.type == core::TypeId{}) continue;  // "unknown" is the files' own word
      same(got_.typeName(total.type), wanted_.typeName(total.type), "the name of a type");
    }
  }

  void everything() {
    same(got_.events(1, kEverything), wanted_.events(1, kEverything), "the events");
    same(got_.resources(0, kEverything), wanted_.resources(0, kEverything), "the resources");
    same(got_.runs(0, storage::kNeverNs, kEverything),
         wanted_.runs(0, storage::kNeverNs, kEverything), "the runs");
    for (const ParentKind by : {ParentKind::Trigger, ParentKind::Execution}) {
      const auto roots = wanted_.roots(by);
      same(got_.roots(by), roots, "the roots");
      for (const storage::TreeNode& root : roots) {
        same(got_.children(root.key, by, 0, kEverything),
             wanted_.children(root.key, by, 0, kEverything),
             "the children of root " + nameOf(root.key));
        same(subtreesOf(got_, {root.key}, by), subtreesOf(wanted_, {root.key}, by),
             "what is below root " + nameOf(root.key));
      }
    }
  }

  void atRandom() {
    const EventSeq seq = below(wanted_.info().events + 3);
    const core::ResourceKey key = someKey();
    const std::string name = nameOf(key);
    same(got_.resource(key), wanted_.resource(key), "resource " + name);
    for (const ParentKind by : {ParentKind::Trigger, ParentKind::Execution}) {
      same(got_.chain(key, by), wanted_.chain(key, by), "the chain of " + name);
      same(got_.children(key, by, 1, 3), wanted_.children(key, by, 1, 3), "children of " + name);
      if (below(16) == 0)
        same(subtreesOf(got_, {key}, by), subtreesOf(wanted_, {key}, by), "what is below " + name);
    }
    same(got_.nextEventOf(key, seq), wanted_.nextEventOf(key, seq), "the next event of " + name);
    same(got_.previousEventOf(key, seq), wanted_.previousEventOf(key, seq),
         "the previous event of " + name);
    same(got_.undestroyedCount(seq), wanted_.undestroyedCount(seq), "how many alive at a moment");
    same(got_.undestroyed(seq, 0, kEverything), wanted_.undestroyed(seq, 0, kEverything),
         "what is alive");
    same(got_.aliveByType(seq), wanted_.aliveByType(seq), "what is alive by type");
    const std::uint64_t begin = below(wanted_.info().duration_ns + 20'000);
    const std::uint64_t end = begin + below(seq % 2 == 0 ? 5'000 : 5'000'000);
    same(got_.eventAt(begin), wanted_.eventAt(begin), "the event at a time");
    same(got_.resourcesIn(begin, end, kEverything), wanted_.resourcesIn(begin, end, kEverything),
         "the resources in a range");
    same(got_.runs(begin, end, kEverything), wanted_.runs(begin, end, kEverything),
         "the runs in a range");
    same(got_.executionStack(key.context, seq), wanted_.executionStack(key.context, seq),
         "what runs at a moment");
  }

  void overviews() {
    const std::uint64_t end = wanted_.info().duration_ns + 1;
    same(got_.overview(0, end, 20), wanted_.overview(0, end, 20), "the overview");
    same(got_.load(0, end, 20), wanted_.load(0, end, 20), "the busy time by context");
    same(got_.aliveCurves(0, end, 20), wanted_.aliveCurves(0, end, 20), "the curves of types");
  }

  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : random_() % limit; }

  core::ResourceKey someKey() {
    const core::ContextId context{
        static_cast<std::uint32_t>(1 + below(wanted_.contexts().size() + 1))};
    if (below(8) == 0) return {context, core::AsyncId{1'000'000 + below(40)}};
    return {context, core::AsyncId{below(wanted_.info().resources + 4)}};
  }

  static std::string nameOf(core::ResourceKey key) {
    return std::to_string(key.context.value) + "/" + std::to_string(key.id.value);
  }

  storage::Session& got_;
  storage::Session& wanted_;
  Questions questions_;
  std::mt19937_64 random_;
  std::string different_;
};

}  // namespace

std::string firstDifference(storage::Session& got, storage::Session& wanted,
                            const Questions& questions) {
  return Comparison(got, wanted, questions).run();
}

}  // namespace uvscope::testing
