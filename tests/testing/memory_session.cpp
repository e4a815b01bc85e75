#include "tests/testing/memory_session.h"

#include <algorithm>
#include <set>
#include <utility>

#include "storage/libuv_facts.h"

namespace uvscope::testing {

using core::AsyncId;
using core::ContextId;
using core::Event;
using core::EventKind;
using core::ResourceKey;
using storage::EventSeq;
using storage::kNeverNs;
using storage::kNoSeq;
using storage::ParentKind;
using storage::ResourceRecord;
using storage::Run;
using storage::TimeBucket;
using storage::TreeNode;

namespace {

AsyncId parentOf(const ResourceRecord& record, ParentKind by) {
  return by == ParentKind::Trigger ? record.trigger : record.execution;
}

template <class Value>
std::vector<Value> page(const std::vector<Value>& all, std::uint64_t offset, std::uint64_t limit) {
  const std::size_t from = std::min<std::uint64_t>(offset, all.size());
  const std::size_t count = std::min<std::uint64_t>(limit, all.size() - from);
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

bool isAlive(const ResourceRecord& record) {
  return record.init_seq != kNoSeq && !record.destroyed();
}

}  // namespace

void MemorySession::onProcess(const core::ProcessInfo& process) {
  processes_.push_back(process);
}

void MemorySession::onContext(const core::ContextInfo& context) {
  contexts_.push_back(context);
}

void MemorySession::onType(core::TypeId type, std::string_view name) {
  types_[type] = name;
}

void MemorySession::onFrames(core::CodeId code, std::span<const core::StackFrame> frames) {
  frames_[code].assign(frames.begin(), frames.end());
}

void MemorySession::onStack(core::StackId stack, std::span<const core::CodeId> codes,
                            std::string_view site) {
  stacks_[stack].assign(codes.begin(), codes.end());
  sites_[stack] = site;
}

std::vector<core::StackFrame> MemorySession::frames(core::StackId stack) {
  std::vector<core::StackFrame> all;
  for (const core::CodeId code : stacks_[stack])
    all.insert(all.end(), frames_[code].begin(), frames_[code].end());
  return all;
}

std::string MemorySession::site(core::StackId stack) {
  return sites_[stack];
}

void MemorySession::onEvents(std::span<const Event> events) {
  for (const Event& event : events)
    take(event);
}

void MemorySession::onDetail(ResourceKey resource, std::string_view detail) {
  const auto found = index_.find(resource);
  (found == index_.end() ? early_details_[resource] : records_[found->second].detail) = detail;
}

void MemorySession::onDropped(ContextId context, std::uint64_t count) {
  info_.dropped += count;
  for (const std::size_t run : open_[context])
    runs_[run].after_ns = highest_ns_;
  open_[context].clear();
}

void MemorySession::onProcessExit(const core::ProcessExit& exit) {
  if (exit.exit_status >= 0) info_.exit_status = exit.exit_status;
  if (exit.term_signal >= 0) info_.term_signal = exit.term_signal;
}

void MemorySession::endRuns(const Event& event, EventSeq seq) {
  Stack& stack = open_[event.context];
  const auto own = std::find_if(stack.rbegin(), stack.rend(),
                                [&](std::size_t run) { return runs_[run].key.id == event.id; });
  if (own == stack.rend()) return;
  const std::size_t keep = static_cast<std::size_t>(stack.rend() - own) - 1;
  runs_[stack[keep]].after_seq = seq;
  for (std::size_t i = keep; i < stack.size(); ++i)
    runs_[stack[i]].after_ns = event.ts_ns;
  const Run& run = runs_[stack[keep]];
  stack.resize(keep);
  if (core::isSyntheticRoot(run.key.id)) return;
  ResourceRecord& record = records_[index_.at(run.key)];
  const std::uint64_t took = run.after_ns > run.before_ns ? run.after_ns - run.before_ns : 0;
  ++record.runs;
  record.run_ns += took;
  record.max_run_ns = std::max(record.max_run_ns, took);
}

// A request writes for the handle that triggered it.
void MemorySession::writeForHandle(const ResourceRecord& request, const Event& event) {
  const bool is_request = request.type == typeOf(core::Provider::Write) ||
                          request.type == typeOf(core::Provider::UdpSend);
  const auto handle = index_.find({event.context, request.trigger});
  if (is_request && handle != index_.end()) {
    storage::takeLibuvFact(records_[handle->second], event);
  }
}

void MemorySession::take(const Event& event) {
  const EventSeq seq = events_.size() + 1;
  const ResourceKey key{event.context, event.id};
  changed_ = true;
  highest_ns_ = std::max(highest_ns_, event.ts_ns);
  const bool is_new = index_.find(key) == index_.end();
  if (!core::isSyntheticRoot(event.id)) {
    if (is_new) {
      index_[key] = records_.size();
      ResourceRecord fresh;
      fresh.key = key;
      fresh.detail = early_details_[key];
      records_.push_back(fresh);
    }
    ResourceRecord& record = records_[index_[key]];
    record.last_event_ns = event.ts_ns;
    if (event.kind == EventKind::Init && is_new) {
      record.type = event.type;
      record.trigger = event.trigger;
      record.execution = event.execution;
      record.stack.value = static_cast<std::uint32_t>(event.value);
      record.init_seq = seq;
      record.init_ns = event.ts_ns;
      for (const std::size_t run : open_[event.context]) {
        if (runs_[run].key.id == event.execution) record.creating_run = starts_[runs_[run].key];
      }
      if (core::isSyntheticRoot(event.execution)) record.creating_run = 0;
    }
    if (event.kind == EventKind::Retype) record.type = event.type;
    storage::takeLibuvFact(record, event);
    if (event.kind == EventKind::Written) writeForHandle(record, event);
    if (event.kind == EventKind::Closing && record.closing_seq == kNoSeq) {
      record.closing_seq = seq;
      record.closing_ns = event.ts_ns;
    }
    if (event.kind == EventKind::Destroy && record.destroy_seq == kNoSeq) {
      record.destroy_seq = seq;
      record.destroy_ns = event.ts_ns;
    }
    if (event.kind == EventKind::Before && starts_[key]++ == 0) {
      record.first_before_ns = event.ts_ns;
    }
  }
  if (event.kind == EventKind::Before) {
    Run run;
    run.key = key;
    run.before_seq = seq;
    run.before_ns = event.ts_ns;
    run.depth = static_cast<std::uint32_t>(open_[event.context].size());
    run.reason = event.reason;
    run.value = event.value;
    open_[event.context].push_back(runs_.size());
    runs_.push_back(run);
  }
  if (event.kind == EventKind::After) endRuns(event, seq);
  events_.push_back(event);
  if (event.kind == EventKind::Init) events_.back().value = 0;
  open_after_.push_back(open_);
  alive_after_.push_back(
      static_cast<std::uint64_t>(std::count_if(records_.begin(), records_.end(), isAlive)));
  info_.events = seq;
  info_.resources = records_.size();
  info_.alive = alive_after_.back();
  info_.duration_ns = std::max(info_.duration_ns, highest_ns_);
}

bool MemorySession::refresh() {
  return std::exchange(changed_, false);
}

const std::vector<core::ProcessInfo>& MemorySession::processes() const {
  return processes_;
}

const std::vector<core::ContextInfo>& MemorySession::contexts() const {
  return contexts_;
}

std::string MemorySession::typeName(core::TypeId type) const {
  if (const auto found = types_.find(type); found != types_.end()) return found->second;
  if (!core::providerName(type).empty()) return std::string(core::providerName(type));
  return "type " + std::to_string(type.value);
}

std::vector<storage::TypeTotal> MemorySession::typeTotals() {
  std::map<core::TypeId, storage::TypeTotal> totals;
  for (const ResourceRecord& record : records_) {
    storage::TypeTotal& total = totals[record.type];
    total.type = record.type;
    ++total.total;
    total.alive += isAlive(record) ? 1 : 0;
    total.runs += record.runs;
    total.run_ns += record.run_ns;
  }
  std::vector<storage::TypeTotal> list;
  for (const auto& [type, total] : totals)
    list.push_back(total);
  return list;
}

const ResourceRecord* MemorySession::find(ResourceKey key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : &records_[found->second];
}

std::optional<ResourceRecord> MemorySession::resource(ResourceKey key) {
  const ResourceRecord* found = find(key);
  if (found == nullptr) return std::nullopt;
  ResourceRecord record = *found;
  for (const ResourceRecord& other : records_) {
    if (other.init_seq == kNoSeq || other.key.context != key.context) continue;
    record.trigger_children += other.trigger == key.id ? 1 : 0;
    record.execution_children += other.execution == key.id ? 1 : 0;
  }
  return record;
}

bool MemorySession::known(ResourceKey key) const {
  if (core::isSyntheticRoot(key.id) || find(key) != nullptr) return true;
  return std::any_of(records_.begin(), records_.end(), [&](const ResourceRecord& record) {
    return record.init_seq != kNoSeq && record.key.context == key.context &&
           (record.trigger == key.id || record.execution == key.id);
  });
}

TreeNode MemorySession::node(ResourceKey key, ParentKind by) const {
  TreeNode node;
  node.key = key;
  node.resource = const_cast<MemorySession*>(this)->resource(key);  // NOLINT: changes nothing
  for (const ResourceRecord& other : records_) {
    if (other.init_seq == kNoSeq || other.key.context != key.context) continue;
    node.children += parentOf(other, by) == key.id ? 1 : 0;
  }
  return node;
}

std::vector<TreeNode> MemorySession::roots(ParentKind by) {
  std::set<ResourceKey> parents;
  for (const ResourceRecord& record : records_) {
    if (record.init_seq == kNoSeq) continue;
    const ResourceKey parent{record.key.context, parentOf(record, by)};
    const ResourceRecord* found = find(parent);
    if (found == nullptr || found->init_seq == kNoSeq) parents.insert(parent);
  }
  std::vector<TreeNode> roots;
  for (const ResourceKey& key : parents)
    roots.push_back(node(key, by));
  for (std::size_t i = 0; i + 1 < roots.size(); ++i) {  // sorted by context and id: 0 before 1
    if (roots[i].key.id == core::kNativeId && roots[i + 1].key.id == core::kBootstrapId &&
        roots[i].key.context == roots[i + 1].key.context) {
      std::swap(roots[i], roots[i + 1]);
    }
  }
  return roots;
}

std::vector<TreeNode> MemorySession::children(ResourceKey parent, ParentKind by,
                                              std::uint64_t offset, std::uint64_t limit) {
  std::vector<TreeNode> all;
  for (const ResourceRecord& record : records_) {
    if (record.init_seq == kNoSeq || record.key.context != parent.context) continue;
    if (parentOf(record, by) == parent.id) all.push_back(node(record.key, by));
  }
  return page(all, offset, limit);
}

std::vector<TreeNode> MemorySession::chain(ResourceKey key, ParentKind by) {
  std::vector<TreeNode> found;
  std::set<AsyncId> seen;
  while (known(key) && seen.insert(key.id).second) {
    found.push_back(node(key, by));
    const ResourceRecord* record = find(key);
    if (record == nullptr || record->init_seq == kNoSeq) break;
    key.id = parentOf(*record, by);
  }
  return found;
}

std::vector<ResourceRecord> MemorySession::resources(std::uint64_t offset, std::uint64_t limit) {
  std::vector<ResourceRecord> all;
  for (const ResourceRecord& record : page(records_, offset, limit))
    all.push_back(*resource(record.key));
  return all;
}

std::vector<ResourceRecord> MemorySession::resourcesIn(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                       std::uint64_t limit) {
  std::vector<ResourceRecord> found;
  if (begin_ns >= end_ns) return found;
  for (const ResourceRecord& record : records_) {
    if (record.init_ns >= end_ns || record.destroy_ns < begin_ns) continue;
    if (found.size() < limit) found.push_back(*resource(record.key));
  }
  return found;
}

std::vector<ResourceRecord> MemorySession::undestroyed(EventSeq at, std::uint64_t offset,
                                                       std::uint64_t limit) {
  std::vector<ResourceRecord> all;
  for (const ResourceRecord& record : records_) {
    if (record.init_seq == kNoSeq || record.init_seq > at) continue;
    if (record.destroyed() && record.destroy_seq <= at) continue;
    all.push_back(*resource(record.key));
  }
  return page(all, offset, limit);
}

std::uint64_t MemorySession::undestroyedCount(EventSeq at) {
  if (at == 0 || events_.empty()) return 0;
  return alive_after_[std::min<std::uint64_t>(at, events_.size()) - 1];
}

std::vector<Event> MemorySession::events(EventSeq first, std::uint64_t count) {
  if (first == kNoSeq) return {};
  return page(events_, first - 1, count);
}

EventSeq MemorySession::nextEventOf(ResourceKey key, EventSeq from) {
  for (EventSeq seq = from + 1; seq <= events_.size(); ++seq) {
    const Event& event = events_[seq - 1];
    if (ResourceKey{event.context, event.id} == key) return seq;
  }
  return kNoSeq;
}

EventSeq MemorySession::previousEventOf(ResourceKey key, EventSeq from) {
  for (EventSeq seq = std::min<EventSeq>(from, events_.size() + 1); seq > 1; --seq) {
    const Event& event = events_[seq - 2];
    if (ResourceKey{event.context, event.id} == key) return seq - 1;
  }
  return kNoSeq;
}

EventSeq MemorySession::eventAt(std::uint64_t ts_ns) {
  for (EventSeq seq = events_.size(); seq > 0; --seq) {
    if (events_[seq - 1].ts_ns <= ts_ns) return seq;
  }
  return kNoSeq;
}

std::vector<Run> MemorySession::executionStack(ContextId context, EventSeq at) {
  if (at == 0 || events_.empty()) return {};
  const auto& open = open_after_[std::min<EventSeq>(at, events_.size()) - 1];
  std::vector<Run> stack;
  const auto found = open.find(context);
  if (found == open.end()) return stack;
  for (const std::size_t run : found->second) {
    stack.push_back(runs_[run]);
    stack.back().after_seq = kNoSeq;
    stack.back().after_ns = kNeverNs;
  }
  return stack;
}

std::vector<Run> MemorySession::runs(std::uint64_t begin_ns, std::uint64_t end_ns,
                                     std::uint64_t limit) {
  std::vector<Run> found;
  if (begin_ns >= end_ns) return found;
  for (const Run& run : runs_) {
    if (run.before_ns < end_ns && run.after_ns >= begin_ns && found.size() < limit) {
      found.push_back(run);
    }
  }
  return found;
}

std::vector<TimeBucket> MemorySession::overview(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                std::uint32_t count) {
  std::vector<TimeBucket> buckets(count);
  if (begin_ns >= end_ns) return buckets;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto edge = [&](std::uint64_t n) {
      return begin_ns + ((end_ns - begin_ns) * n + count - 1) / count;
    };
    const std::uint64_t from = edge(i);
    const std::uint64_t to = edge(i + 1);
    for (std::size_t e = 0; e < events_.size(); ++e) {
      if (events_[e].ts_ns >= from && events_[e].ts_ns < to) ++buckets[i].events;
      if (events_[e].ts_ns < to) buckets[i].alive_end = alive_after_[e];
    }
    for (const Run& run : runs_) {
      if (run.depth != 0) continue;
      const std::uint64_t low = std::max(run.before_ns, from);
      const std::uint64_t high = std::min({run.after_ns, to, std::max(highest_ns_, from)});
      if (low < high) buckets[i].busy_ns += high - low;
    }
  }
  return buckets;
}

}  // namespace uvscope::testing
