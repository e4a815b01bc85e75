// Answers the single questions of a filter about a resource at a moment of a session. What the
// session cannot tell is neither true nor false, and stays so when it is negated: a filter never
// shows what nobody knows.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/analysis/filter.h"
#include "core/analysis/leak_verdict.h"
#include "storage/running_callbacks.h"
#include "storage/session.h"

namespace uvscope::storage {

enum class Truth : std::uint8_t { No, Unknown, Yes };

constexpr Truth truth(bool yes) {
  return yes ? Truth::Yes : Truth::No;
}

struct Moment {
  EventSeq seq = kNoSeq;
  std::uint64_t ns = 0;
};

// The finding on a resource, of a moment that is the front end's affair. Empty: nobody judges.
using FindingOf = std::function<std::optional<core::Finding>(const ResourceRecord&)>;

// The whole filter by the answers to its terms. `ask` takes a FilterTerm and returns a Truth.
template <class Ask>
Truth evaluate(const core::Filter& filter, std::size_t node, const Ask& ask) {
  const core::FilterNode& at = filter.nodes[node];
  const auto opposite = [](Truth value) {
    return value == Truth::Unknown ? value : truth(value == Truth::No);
  };
  switch (at.kind) {
    case core::FilterNode::Kind::Term:
      return ask(filter.terms[at.term]);
    case core::FilterNode::Kind::Not:
      return opposite(evaluate(filter, at.children.front(), ask));
    case core::FilterNode::Kind::All:
    case core::FilterNode::Kind::Any:
      break;
  }
  // "Any" is "all" with yes and no exchanged.
  const bool all = at.kind == core::FilterNode::Kind::All;
  Truth result = truth(all);
  for (const std::size_t child : at.children) {
    const Truth value = evaluate(filter, child, ask);
    if (value == truth(!all)) return value;
    if (value == Truth::Unknown) result = value;
  }
  return result;
}

template <class Ask>
bool holds(const core::Filter& filter, const Ask& ask) {
  return evaluate(filter, filter.nodes.size() - 1, ask) == Truth::Yes;
}

// The same filter with what is quick to answer first.
core::Filter quickTermsFirst(core::Filter filter);

// What of `filter` this session or this front end cannot answer, a line each.
std::vector<std::string> unanswerable(Session& session, const core::Filter& filter,
                                      const FindingOf& finding_of);

// Everything that may be asked of a resource. Terms about events alone are Unknown.
class ResourceTerms {
 public:
  ResourceTerms(Session& session, FindingOf finding_of, std::stop_token stop = {});

  // `running` stands at the same moment. `term` stays where it is while this object is asked.
  Truth ask(const core::FilterTerm& term, const ResourceRecord& resource, const Moment& moment,
            RunningCallbacks& running);

  // A part of the above that needs no resource.
  [[nodiscard]] Truth askContext(const core::FilterTerm& term, core::ContextId context) const;

  [[nodiscard]] core::LifeState lifeAt(const ResourceRecord& resource, const Moment& moment,
                                       RunningCallbacks& running);

  void setStop(std::stop_token stop) { stop_ = std::move(stop); }

 private:
  using Subtree = std::unordered_map<core::ResourceKey, bool>;

  Truth askState(const core::FilterTerm& term, const ResourceRecord& resource, const Moment& moment,
                 RunningCallbacks& running);
  Truth askFinding(const core::FilterTerm& term, const ResourceRecord& resource) const;
  Truth askSite(const core::FilterTerm& term, const ResourceRecord& resource);
  Truth askText(const core::FilterTerm& term, const ResourceRecord& resource);
  bool isUnder(const core::FilterTerm& term, core::ResourceKey key, ParentKind by);
  bool settledBy(const ResourceRecord& resource, EventSeq seq);
  const std::string& siteOf(core::StackId stack);

  Session& session_;
  FindingOf finding_of_;
  std::stop_token stop_;
  bool has_stacks_;
  std::map<const core::FilterTerm*, Subtree> subtrees_;   // what is known, by term
  std::unordered_map<std::uint32_t, std::string> sites_;  // by stack
};

}  // namespace uvscope::storage
