#include "storage/resource_terms.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "storage/run_percentile.h"

namespace uvscope::storage {
namespace {

using core::FilterField;
using core::FilterPattern;
using core::FilterTerm;
using core::LifeState;
using core::ResourceKey;

constexpr std::size_t kMaxKept = std::size_t{1} << 20U;  // answers that are kept for later

bool anyWhole(const std::vector<FilterPattern>& patterns, std::string_view word) {
  return std::ranges::any_of(patterns, [word](const auto& one) { return one.matchesWhole(word); });
}

bool anyPart(const std::vector<FilterPattern>& patterns, std::string_view text) {
  return std::ranges::any_of(patterns, [text](const auto& one) { return one.matchesPart(text); });
}

bool happened(EventSeq seq, const Moment& moment) {
  return seq != kNoSeq && seq <= moment.seq;
}

std::uint64_t difference(std::uint64_t from, std::uint64_t to) {
  return to > from ? to - from : 0;
}

// Of a time that is known to be at least `least`.
Truth atLeast(const core::FilterRange& range, std::uint64_t least) {
  const bool open = range.high == std::numeric_limits<std::int64_t>::max();
  return open && range.contains(least) ? Truth::Yes : Truth::Unknown;
}

bool olderThanRecording(const ResourceRecord& resource) {
  return resource.init_seq == kNoSeq;
}

Truth askAge(const FilterTerm& term, const ResourceRecord& resource, const Moment& moment) {
  if (happened(resource.destroy_seq, moment)) return Truth::No;
  if (olderThanRecording(resource)) return atLeast(term.range, moment.ns);
  if (!happened(resource.init_seq, moment)) return Truth::No;
  return truth(term.range.contains(difference(resource.init_ns, moment.ns)));
}

Truth askLived(const FilterTerm& term, const ResourceRecord& resource, const Moment& moment) {
  const std::uint64_t end =
      happened(resource.destroy_seq, moment) ? resource.destroy_ns : moment.ns;
  if (olderThanRecording(resource)) return atLeast(term.range, end);
  return truth(term.range.contains(difference(resource.init_ns, end)));
}

Truth askWait(const FilterTerm& term, const ResourceRecord& resource, const Moment& moment) {
  const bool called = resource.first_before_ns <= moment.ns;
  if (!called && happened(resource.destroy_seq, moment)) return Truth::No;  // it never was
  const std::uint64_t end = called ? resource.first_before_ns : moment.ns;
  if (olderThanRecording(resource)) return atLeast(term.range, end);
  return truth(term.range.contains(difference(resource.init_ns, end)));
}

// Whether it exists at any time of a range.
Truth askTime(const FilterTerm& term, const ResourceRecord& resource) {
  const core::FilterRange from_init{
      static_cast<std::int64_t>(std::min<std::uint64_t>(resource.init_ns, std::uint64_t{1} << 62U)),
      std::numeric_limits<std::int64_t>::max()};
  const core::FilterRange to_destroy{std::numeric_limits<std::int64_t>::min(),
                                     static_cast<std::int64_t>(std::min<std::uint64_t>(
                                         resource.destroy_ns, std::uint64_t{1} << 62U))};
  return truth(from_init.low <= term.range.high && term.range.low <= to_destroy.high);
}

Truth askSeq(const FilterTerm& term, const ResourceRecord& resource) {
  const auto first = static_cast<std::int64_t>(resource.init_seq);
  const auto last = static_cast<std::int64_t>(resource.destroy_seq);
  return truth(first <= term.range.high && (!resource.destroyed() || term.range.low <= last));
}

// What costs more comes later: a lookup, a chain of them, the events of a life.
int costOf(FilterField field) {
  switch (field) {
    case FilterField::RunPercentile:
      return 4;
    case FilterField::Finding:
    case FilterField::State:
    case FilterField::AliveCount:
      return 3;
    case FilterField::Under:
    case FilterField::UnderExecution:
      return 2;
    case FilterField::Site:
    case FilterField::Text:
      return 1;
    case FilterField::Kind:
    case FilterField::Reason:
    case FilterField::Time:
    case FilterField::Seq:
    case FilterField::Value:
    case FilterField::Id:
      return -1;
    default:
      return 0;
  }
}

int costOf(const core::Filter& filter, std::size_t node) {
  const core::FilterNode& at = filter.nodes[node];
  if (at.kind == core::FilterNode::Kind::Term) return costOf(filter.terms[at.term].field);
  int most = -1;
  for (const std::size_t child : at.children)
    most = std::max(most, costOf(filter, child));
  return most;
}

bool isPromise(const ResourceRecord& resource) {
  return resource.type == typeOf(core::Provider::Promise);
}

}  // namespace

core::Filter quickTermsFirst(core::Filter filter) {
  for (core::FilterNode& node : filter.nodes) {
    std::ranges::stable_sort(node.children, {},
                             [&filter](std::size_t child) { return costOf(filter, child); });
  }
  return filter;
}

std::vector<std::string> unanswerable(Session& session, const core::Filter& filter,
                                      const FindingOf& finding_of) {
  std::vector<std::string> notes;
  if (filter.uses(FilterField::Site) && session.frames(core::StackId{1}).empty()) {
    notes.emplace_back("site: no stacks were recorded, so nothing matches it");
  }
  for (const FilterTerm& term : filter.terms) {
    if (term.field != FilterField::Finding) continue;
    if (!finding_of) {
      notes.emplace_back("finding: nothing is judged here, so nothing matches it");
      break;
    }
    for (const FilterPattern& word : term.words) {
      const char first = word.text.front();
      const bool code = word.text.find_first_of("0123456789") != std::string::npos;
      if (code && first != 'V' && first != 'v') {
        notes.push_back("finding: this version has no " + word.text + ", so nothing matches it");
      }
    }
  }
  return notes;
}

ResourceTerms::ResourceTerms(Session& session, FindingOf finding_of, std::stop_token stop)
    : session_(session),
      finding_of_(std::move(finding_of)),
      stop_(std::move(stop)),
      has_stacks_(!session.frames(core::StackId{1}).empty()) {}

Truth ResourceTerms::ask(const FilterTerm& term, const ResourceRecord& resource,
                         const Moment& moment, RunningCallbacks& running) {
  const core::ContextId context = resource.key.context;
  const auto oneOf = [&term, context](core::AsyncId id) {
    return truth(std::ranges::find(term.resources, ResourceKey{context, id}) !=
                 term.resources.end());
  };
  const auto inRange = [&term](std::uint64_t value) { return truth(term.range.contains(value)); };
  switch (term.field) {
    case FilterField::Type:
      return truth(anyWhole(term.words, session_.typeName(resource.type)));
    case FilterField::Detail:
      return truth(anyPart(term.words, resource.detail));
    case FilterField::Site:
      return askSite(term, resource);
    case FilterField::Text:
      return askText(term, resource);
    case FilterField::Thread:
    case FilterField::Process:
      return askContext(term, context);
    case FilterField::State:
      return askState(term, resource, moment, running);
    case FilterField::Finding:
      return askFinding(term, resource);
    case FilterField::Id:
      return oneOf(resource.key.id);
    case FilterField::Trigger:
      return oneOf(resource.trigger);
    case FilterField::Execution:
      return oneOf(resource.execution);
    case FilterField::Under:
      return truth(isUnder(term, resource.key, ParentKind::Trigger));
    case FilterField::UnderExecution:
      return truth(isUnder(term, resource.key, ParentKind::Execution));
    case FilterField::Age:
      return askAge(term, resource, moment);
    case FilterField::Lived:
      return askLived(term, resource, moment);
    case FilterField::Wait:
      return askWait(term, resource, moment);
    case FilterField::RunLongest:
      return resource.runs == 0 ? Truth::No : inRange(resource.max_run_ns);
    case FilterField::RunSum:
      return inRange(resource.run_ns);
    case FilterField::RunMean:
      return resource.runs == 0 ? Truth::No : inRange(resource.run_ns / resource.runs);
    case FilterField::RunPercentile: {
      const auto in = percentileIn(session_, resource, term.permille, term.range, stop_);
      return truth(in.value_or(false));
    }
    case FilterField::Time:
      return askTime(term, resource);
    case FilterField::Made:
      return olderThanRecording(resource) ? Truth::Unknown : inRange(resource.init_ns);
    case FilterField::Ended:
      return resource.destroyed() ? inRange(resource.destroy_ns) : Truth::No;
    case FilterField::Runs:
      return inRange(resource.runs);
    case FilterField::Children:
      return inRange(resource.trigger_children);
    case FilterField::BytesRead:
      return inRange(resource.bytes_read);
    case FilterField::BytesWritten:
      return inRange(resource.bytes_written);
    case FilterField::Failures:
      return inRange(resource.failures);
    case FilterField::Seq:
      return askSeq(term, resource);
    case FilterField::Alive: {
      const bool made = olderThanRecording(resource) || happened(resource.init_seq, moment);
      return truth(made && !happened(resource.destroy_seq, moment));
    }
    case FilterField::Diverges:
      return truth(resource.diverges());
    case FilterField::Referenced:
      return truth(resource.referenced);
    case FilterField::Active:
      return truth(resource.active);
    case FilterField::Kind:
    case FilterField::Reason:
    case FilterField::Function:
    case FilterField::Value:
    case FilterField::AliveCount:
      return Truth::Unknown;
  }
  return Truth::Unknown;
}

Truth ResourceTerms::askContext(const FilterTerm& term, core::ContextId id) const {
  const auto& contexts = session_.contexts();
  const auto context = std::ranges::find(contexts, id, &core::ContextInfo::id);
  if (context == contexts.end()) return Truth::Unknown;
  if (term.field == FilterField::Thread) {
    return truth(anyWhole(term.words, context->name) ||
                 anyWhole(term.words, std::to_string(id.value)));
  }
  const auto& processes = session_.processes();
  const auto process = std::ranges::find(processes, context->process, &core::ProcessInfo::id);
  if (process == processes.end()) return Truth::Unknown;
  const std::string& path = process->executable;
  return truth(anyWhole(term.words, std::to_string(process->pid)) || anyWhole(term.words, path) ||
               anyWhole(term.words, std::string_view(path).substr(path.find_last_of('/') + 1)));
}

LifeState ResourceTerms::lifeAt(const ResourceRecord& resource, const Moment& moment,
                                RunningCallbacks& running) {
  if (!olderThanRecording(resource) && !happened(resource.init_seq, moment)) {
    return LifeState::Unborn;
  }
  if (happened(resource.destroy_seq, moment)) return LifeState::Destroyed;
  const bool called = resource.first_before_ns <= moment.ns;
  if (called && running.runs(resource.key)) return LifeState::Running;
  if (happened(resource.closing_seq, moment)) return LifeState::Closing;
  if (isPromise(resource) && settledBy(resource, moment.seq)) return LifeState::Settled;
  return called ? LifeState::Waiting : LifeState::Created;
}

Truth ResourceTerms::askState(const FilterTerm& term, const ResourceRecord& resource,
                              const Moment& moment, RunningCallbacks& running) {
  const auto number = static_cast<unsigned>(lifeAt(resource, moment, running));
  return truth(((term.choices >> number) & 1U) != 0);
}

Truth ResourceTerms::askFinding(const FilterTerm& term, const ResourceRecord& resource) const {
  if (!finding_of_) return Truth::Unknown;
  const auto judged = [&term](const FilterPattern& word) {
    const char first = word.text.front();
    const bool code = word.text.find_first_of("0123456789") != std::string::npos;
    return !code || first == 'V' || first == 'v';
  };
  const auto finding = finding_of_(resource);
  if (finding && (anyWhole(term.words, verdictCode(finding->verdict)) ||
                  anyWhole(term.words, severityName(finding->severity)))) {
    return Truth::Yes;
  }
  return std::ranges::all_of(term.words, judged) ? Truth::No : Truth::Unknown;
}

Truth ResourceTerms::askSite(const FilterTerm& term, const ResourceRecord& resource) {
  if (!has_stacks_) return Truth::Unknown;
  return truth(resource.stack != core::StackId{} && anyPart(term.words, siteOf(resource.stack)));
}

Truth ResourceTerms::askText(const FilterTerm& term, const ResourceRecord& resource) {
  return truth(anyPart(term.words, session_.typeName(resource.type)) ||
               anyPart(term.words, resource.detail) ||
               (resource.stack != core::StackId{} && anyPart(term.words, siteOf(resource.stack))));
}

bool ResourceTerms::isUnder(const FilterTerm& term, ResourceKey key, ParentKind by) {
  Subtree& known = subtrees_[&term];
  if (known.size() > kMaxKept) known.clear();
  std::vector<ResourceKey> path;
  bool under = false;
  for (;;) {
    // Not under, until it is known: so a circle, which a program may name, ends here as well.
    const auto [at, fresh] = known.try_emplace(key, false);
    under = at->second || std::ranges::find(term.resources, key) != term.resources.end();
    if (!fresh || under) break;
    path.push_back(key);
    if (core::isSyntheticRoot(key.id)) break;
    const auto resource = session_.resource(key);
    if (!resource) break;
    key.id = by == ParentKind::Trigger ? resource->trigger : resource->execution;
  }
  if (under) {
    known[key] = true;
    for (const ResourceKey& below : path)
      known[below] = true;
  }
  return under;
}

bool ResourceTerms::settledBy(const ResourceRecord& resource, EventSeq seq) {
  for (EventSeq at = session_.nextEventOf(resource.key, kNoSeq); at != kNoSeq && at <= seq;
       at = session_.nextEventOf(resource.key, at)) {
    if (stop_.stop_requested()) return false;
    const auto event = session_.events(at, 1);
    if (!event.empty() && event.front().kind == core::EventKind::PromiseResolve) return true;
  }
  return false;
}

const std::string& ResourceTerms::siteOf(core::StackId stack) {
  if (sites_.size() > kMaxKept / 16) sites_.clear();
  const auto [at, fresh] = sites_.try_emplace(stack.value);
  if (fresh) at->second = session_.site(stack);
  return at->second;
}

}  // namespace uvscope::storage
