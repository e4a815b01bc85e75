#include "ui/logic/leak_judge.h"

#include <algorithm>

namespace uvscope::ui {

using core::ResourceKey;
using storage::EventSeq;
using storage::kNoSeq;
using storage::ResourceRecord;

std::string sentenceOf(const Judgement& judgement) {
  if (!judgement.finding) return judgement.reason;
  return std::string(verdictName(judgement.finding->verdict)) + ": " + judgement.reason;
}

std::string severityWord(const std::optional<core::Finding>& finding) {
  return finding ? std::string(severityName(finding->severity)) : "open";
}

LeakJudge::LeakJudge(storage::Session& session, EventSeq at) : session_(session), at_(at) {
  const storage::SessionInfo& info = session.info();
  at_end_ = at >= info.events;
  ended_ = at_end_ && info.finished;
  if (at_end_) {
    now_ns_ = info.duration_ns;
  } else if (at != kNoSeq) {
    const auto events = session.events(at, 1);
    if (!events.empty()) now_ns_ = events.front().ts_ns;
  }
}

Judgement LeakJudge::judge(const ResourceRecord& resource) {
  const core::UndestroyedFacts facts = factsOf(resource);
  const auto finding = core::judge(facts);
  return {finding, std::string(core::reasonOf(finding, facts))};
}

std::string LeakJudge::originOf(const ResourceRecord& resource) {
  std::string origin;
  ResourceKey parent{resource.key.context, resource.trigger};
  for (int i = 0; i < kSiteAncestors; ++i) {
    origin += i == 0 ? "made for " : ", for ";
    if (parent.id == core::kBootstrapId) return origin + "the main program";
    if (parent.id == core::kNativeId) return origin + "the loop";
    const Ancestor& above = ancestor(parent);
    if (above.type == core::TypeId{}) return origin + "one not in the recording";
    origin += session_.typeName(above.type);
    parent.id = above.trigger;
  }
  return origin;
}

core::UndestroyedFacts LeakJudge::factsOf(const ResourceRecord& resource) {
  const auto since = [this](std::uint64_t ns) { return now_ns_ > ns ? now_ns_ - ns : 0; };
  core::UndestroyedFacts facts{
      .type = resource.type,
      .ended = ended(resource.key.context),
      .closing = happened(resource.closing_seq),
      .referenced = resource.referenced,
      .trigger_destroyed = happened(ancestor({resource.key.context, resource.trigger}).destroy_seq),
      .runs = resource.runs,
      .age_ns = since(resource.init_ns),
      .quiet_ns = since(lastEventNs(resource)),
  };
  if (!at_end_ && resource.last_event_ns > now_ns_ &&
      (resource.first_before_ns > now_ns_ || running(resource.key))) {
    facts.runs = 0;  // none that has ended, as far as a request goes, which has but one
  }
  return facts;
}

const LeakJudge::Ancestor& LeakJudge::ancestor(ResourceKey key) {
  const auto [at, fresh] = ancestors_.try_emplace(key);
  if (fresh && !core::isSyntheticRoot(key.id)) {
    if (const auto record = session_.resource(key)) {
      at->second = {record->type, record->trigger, record->destroy_seq};
    }
  }
  return at->second;
}

bool LeakJudge::ended(core::ContextId context) const {
  if (!ended_) return false;
  const std::vector<core::ProcessId>& left = session_.info().left_running;
  if (left.empty()) return true;
  const auto& contexts = session_.contexts();
  const auto found = std::ranges::find(contexts, context, &core::ContextInfo::id);
  return found == contexts.end() || std::ranges::find(left, found->process) == left.end();
}

bool LeakJudge::happened(EventSeq seq) const {
  return seq != kNoSeq && seq <= at_;
}

std::uint64_t LeakJudge::lastEventNs(const ResourceRecord& resource) {
  if (at_end_ || resource.last_event_ns <= now_ns_) return resource.last_event_ns;
  // One that is younger than the shortest time that counts cannot have been quiet for it.
  if (now_ns_ < resource.init_ns + core::kStuckAgeNs) return now_ns_;
  const auto events = session_.events(session_.previousEventOf(resource.key, at_ + 1), 1);
  return events.empty() ? now_ns_ : events.front().ts_ns;
}

bool LeakJudge::running(ResourceKey key) {
  if (!running_) {
    running_.emplace();
    for (const core::ContextInfo& context : session_.contexts()) {
      for (const storage::Run& run : session_.executionStack(context.id, at_))
        running_->push_back(run.key);
    }
  }
  return std::ranges::find(*running_, key) != running_->end();
}

}  // namespace uvscope::ui
