#include "tests/ui/memory_session.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace uvscope::ui::testing {
namespace {

using core::Event;
using core::EventKind;
using core::ResourceKey;
using storage::EventSeq;
using storage::kNeverNs;
using storage::kNoSeq;
using storage::ParentKind;
using storage::ResourceRecord;
using storage::Run;
using storage::TreeNode;

ResourceKey keyOf(const std::string& word) {
  const auto slash = word.find('/');
  if (slash == std::string::npos) return {core::ContextId{1}, core::AsyncId{std::stoull(word)}};
  return {core::ContextId{static_cast<std::uint32_t>(std::stoul(word.substr(0, slash)))},
          core::AsyncId{std::stoull(word.substr(slash + 1))}};
}

EventKind kindOf(const std::string& word) {
  for (auto number = 1; number <= static_cast<int>(core::kLastEventKind); ++number) {
    const auto kind = static_cast<EventKind>(number);
    if (eventKindName(kind) == word) return kind;
  }
  throw std::invalid_argument("no event kind " + word);
}

core::TypeId typeOfName(const std::string& word) {
  for (const auto& info : core::asyncWrapProviders()) {
    if (info.name == word) return typeOf(info.provider);
  }
  throw std::invalid_argument("no type " + word);
}

core::CallbackReason reasonOf(const std::string& word) {
  for (auto number = 0; number <= static_cast<int>(core::kLastCallbackReason); ++number) {
    const auto reason = static_cast<core::CallbackReason>(number);
    if (callbackReasonName(reason) == word) return reason;
  }
  throw std::invalid_argument("no callback " + word);
}

template <class T>
std::vector<T> part(const std::vector<T>& all, std::uint64_t offset, std::uint64_t limit) {
  const auto first = std::min<std::uint64_t>(offset, all.size());
  const auto count = std::min<std::uint64_t>(limit, all.size() - first);
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

core::AsyncId parentOf(const ResourceRecord& record, ParentKind by) {
  return by == ParentKind::Trigger ? record.trigger : record.execution;
}

}  // namespace

MemorySession::MemorySession(std::string_view text) {
  info_.path = "/tmp/memory.uvscope";
  info_.program = "/usr/bin/memory --test";
  info_.clock = "tsc";
  info_.finished = true;
  processes_.push_back({core::ProcessId{1}, 100, 1, "/usr/bin/memory", {"memory", "--test"}, 0});
  append(text);
  refresh();
}

void MemorySession::append(std::string_view text) {
  const std::lock_guard lock(mutex_);
  pending_ += text;
}

bool MemorySession::refresh() {
  const std::lock_guard lock(mutex_);
  if (pending_.empty() && !contexts_.empty()) return false;
  std::istringstream lines{std::exchange(pending_, {})};
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(' ') != std::string::npos) parseLine(line);
  }
  derive();
  return true;
}

void MemorySession::parseLine(std::string_view line) {
  std::istringstream words{std::string(line)};
  std::string kind;
  std::string id;
  words >> kind >> id;
  Event event;
  event.kind = kindOf(kind);
  event.context = keyOf(id).context;
  event.id = keyOf(id).id;
  event.ts_ns = next_ns_;
  for (std::string word; words >> word;) {
    if (word[0] == '@')
      event.ts_ns = std::stoull(word.substr(1));
    else if (word.starts_with("trigger="))
      event.trigger = keyOf(word.substr(8)).id;
    else if (word.starts_with("exec="))
      event.execution = keyOf(word.substr(5)).id;
    else if (word.starts_with("value="))
      event.value = std::stoll(word.substr(6));
    else if (word.starts_with("stack="))
      event.value = std::stoll(word.substr(6));
    else if (word.starts_with("detail="))
      details_[keyOf(id)] = word.substr(7);
    else if (event.kind == EventKind::Before)
      event.reason = reasonOf(word);
    else
      event.type = typeOfName(word);
  }
  next_ns_ = event.ts_ns + 100;
  events_.push_back(event);
}

void MemorySession::addContext(core::ContextId id) {
  if (std::ranges::find(contexts_, id, &core::ContextInfo::id) != contexts_.end()) return;
  contexts_.push_back(
      {id, core::ProcessId{1}, 100 + static_cast<std::int32_t>(id.value), "worker"});
}

void MemorySession::derive() {
  records_.clear();
  runs_.clear();
  contexts_ = {{core::ContextId{1}, core::ProcessId{1}, 100, "main"}};
  std::map<ResourceKey, std::size_t> index;
  std::map<core::ContextId, std::vector<std::size_t>> stacks;
  info_.events = events_.size();
  info_.duration_ns = events_.empty() ? 0 : events_.back().ts_ns;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const Event& event = events_[i];
    const EventSeq seq = i + 1;
    const ResourceKey key{event.context, event.id};
    addContext(key.context);
    if (event.kind == EventKind::WorkStart) addContext({static_cast<std::uint32_t>(event.value)});
    if (event.kind == EventKind::Init) {
      ResourceRecord record;
      record.key = key;
      record.type = event.type;
      record.trigger = event.trigger;
      record.execution = event.execution;
      record.init_seq = seq;
      record.init_ns = event.ts_ns;
      record.detail = details_[key];
      record.stack.value = static_cast<std::uint32_t>(event.value);
      const auto& stack = stacks[key.context];
      if (!stack.empty() && runs_[stack.back()].key.id == event.execution) {
        const std::uint64_t ended = records_[index[runs_[stack.back()].key]].runs;
        record.creating_run = static_cast<std::uint32_t>(ended) + 1;
      }
      index[key] = records_.size();
      records_.push_back(record);
    }
    const auto at = index.find(key);
    if (event.kind == EventKind::Before) {
      stacks[key.context].push_back(runs_.size());
      Run run{key,          seq,        kNoSeq,
              event.ts_ns,  kNeverNs,   static_cast<std::uint32_t>(stacks[key.context].size() - 1),
              event.reason, event.value};
      runs_.push_back(run);
    }
    if (event.kind == EventKind::After && !stacks[key.context].empty()) {
      Run& run = runs_[stacks[key.context].back()];
      stacks[key.context].pop_back();
      run.after_seq = seq;
      run.after_ns = event.ts_ns;
    }
    if (at == index.end()) continue;
    ResourceRecord& record = records_[at->second];
    record.last_event_ns = event.ts_ns;
    if (event.kind == EventKind::Before)
      record.first_before_ns = std::min(record.first_before_ns, event.ts_ns);
    if (event.kind == EventKind::After) {
      ++record.runs;
      const auto run = std::find_if(runs_.rbegin(), runs_.rend(),
                                    [seq](const Run& r) { return r.after_seq == seq; });
      record.run_ns += run->after_ns - run->before_ns;
      record.max_run_ns = std::max(record.max_run_ns, run->after_ns - run->before_ns);
    }
    if (event.kind == EventKind::Closing) record.closing_seq = seq, record.closing_ns = event.ts_ns;
    if (event.kind == EventKind::Destroy) record.destroy_seq = seq, record.destroy_ns = event.ts_ns;
    if (event.kind == EventKind::WorkStart) {
      record.work_start_ns = event.ts_ns;
      record.worker.value = static_cast<std::uint32_t>(event.value);
    }
    if (event.kind == EventKind::WorkEnd) record.work_end_ns = event.ts_ns;
    if (event.kind == EventKind::Ref) record.referenced = true;
    if (event.kind == EventKind::Unref) record.referenced = false;
    if (event.kind == EventKind::Retype) record.type = event.type;
  }
  for (ResourceRecord& record : records_) {
    record.trigger_children =
        static_cast<std::uint32_t>(childKeys(record.key, ParentKind::Trigger).size());
    record.execution_children =
        static_cast<std::uint32_t>(childKeys(record.key, ParentKind::Execution).size());
  }
  info_.resources = records_.size();
  info_.alive = undestroyedCount(info_.events);
}

std::vector<core::StackFrame> MemorySession::frames(core::StackId stack) {
  return stacks_[stack];
}

std::string MemorySession::site(core::StackId stack) {
  const auto& frames = stacks_[stack];
  return frames.empty() ? std::string() : core::frameName(frames[core::creationSite(frames)]);
}

std::string MemorySession::typeName(core::TypeId type) const {
  return std::string(core::providerName(type));
}

std::vector<storage::TypeTotal> MemorySession::typeTotals() {
  std::map<core::TypeId, storage::TypeTotal> totals;
  for (const auto& record : records_) {
    auto& total = totals[record.type];
    total.type = record.type;
    ++total.total;
    if (!record.destroyed()) ++total.alive;
  }
  std::vector<storage::TypeTotal> out;
  for (const auto& [type, total] : totals)
    out.push_back(total);
  return out;
}

std::optional<ResourceRecord> MemorySession::resource(ResourceKey key) {
  for (const auto& record : records_) {
    if (record.key == key) return record;
  }
  return std::nullopt;
}

std::vector<ResourceKey> MemorySession::childKeys(ResourceKey parent, ParentKind by) const {
  std::vector<ResourceKey> out;
  for (const auto& record : records_) {
    if (record.key.context == parent.context && parentOf(record, by) == parent.id)
      out.push_back(record.key);
  }
  return out;
}

TreeNode MemorySession::nodeOf(ResourceKey key, ParentKind by) const {
  TreeNode node;
  node.key = key;
  for (const auto& record : records_) {
    if (record.key == key) node.resource = record;
  }
  node.children = childKeys(key, by).size();
  return node;
}

std::vector<TreeNode> MemorySession::roots(ParentKind by) {
  std::vector<ResourceKey> keys;
  for (const auto& record : records_) {
    const ResourceKey parent{record.key.context, parentOf(record, by)};
    if (!resource(parent) && std::find(keys.begin(), keys.end(), parent) == keys.end())
      keys.push_back(parent);
  }
  std::vector<TreeNode> out;
  for (const ResourceKey key : keys)
    out.push_back(nodeOf(key, by));
  return out;
}

std::vector<TreeNode> MemorySession::children(ResourceKey parent, ParentKind by,
                                              std::uint64_t offset, std::uint64_t limit) {
  std::vector<TreeNode> out;
  for (const ResourceKey key : part(childKeys(parent, by), offset, limit))
    out.push_back(nodeOf(key, by));
  return out;
}

std::vector<TreeNode> MemorySession::chain(ResourceKey key, ParentKind by) {
  std::vector<TreeNode> out{nodeOf(key, by)};
  while (out.back().resource) {
    out.push_back(nodeOf({key.context, parentOf(*out.back().resource, by)}, by));
  }
  return out;
}

std::vector<ResourceRecord> MemorySession::resources(std::uint64_t offset, std::uint64_t limit) {
  return part(records_, offset, limit);
}

std::vector<ResourceRecord> MemorySession::resourcesIn(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                       std::uint64_t limit) {
  std::vector<ResourceRecord> out;
  for (const auto& record : records_) {
    if (record.init_ns < end_ns && record.destroy_ns >= begin_ns) out.push_back(record);
  }
  return part(out, 0, limit);
}

std::vector<ResourceRecord> MemorySession::undestroyed(EventSeq at, std::uint64_t offset,
                                                       std::uint64_t limit) {
  std::vector<ResourceRecord> out;
  for (const auto& record : records_) {
    if (record.init_seq <= at && (!record.destroyed() || record.destroy_seq > at))
      out.push_back(record);
  }
  return part(out, offset, limit);
}

std::uint64_t MemorySession::undestroyedCount(EventSeq at) {
  return undestroyed(at, 0, records_.size()).size();
}

std::vector<Event> MemorySession::events(EventSeq first, std::uint64_t count) {
  return first == kNoSeq ? std::vector<Event>() : part(events_, first - 1, count);
}

EventSeq MemorySession::nextEventOf(ResourceKey key, EventSeq from) {
  for (EventSeq seq = from + 1; seq <= info_.events; ++seq) {
    if (ResourceKey{events_[seq - 1].context, events_[seq - 1].id} == key) return seq;
  }
  return kNoSeq;
}

EventSeq MemorySession::previousEventOf(ResourceKey key, EventSeq from) {
  for (EventSeq seq = std::min(from, info_.events + 1); seq-- > 1;) {
    if (ResourceKey{events_[seq - 1].context, events_[seq - 1].id} == key) return seq;
  }
  return kNoSeq;
}

EventSeq MemorySession::eventAt(std::uint64_t ts_ns) {
  EventSeq last = kNoSeq;
  for (EventSeq seq = 1; seq <= info_.events && events_[seq - 1].ts_ns <= ts_ns; ++seq)
    last = seq;
  return last;
}

std::vector<Run> MemorySession::executionStack(core::ContextId context, EventSeq at) {
  std::vector<Run> out;
  for (const Run& run : runs_) {
    const bool running = run.before_seq <= at && (run.after_seq == kNoSeq || run.after_seq > at);
    if (run.key.context == context && running) out.push_back(run);
  }
  return out;
}

std::vector<Run> MemorySession::runs(std::uint64_t begin_ns, std::uint64_t end_ns,
                                     std::uint64_t limit) {
  std::vector<Run> out;
  for (const Run& run : runs_) {
    if (run.before_ns < end_ns && run.after_ns >= begin_ns) out.push_back(run);
  }
  return part(out, 0, limit);
}

std::vector<storage::TimeBucket> MemorySession::overview(std::uint64_t begin_ns,
                                                         std::uint64_t end_ns,
                                                         std::uint32_t count) {
  std::vector<storage::TimeBucket> out(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto from = begin_ns + (end_ns - begin_ns) * i / count;
    const auto to = begin_ns + (end_ns - begin_ns) * (i + 1) / count;
    for (const Event& event : events_)
      out[i].events += event.ts_ns >= from && event.ts_ns < to ? 1U : 0U;
    for (const Run& run : runs_) {
      const auto low = std::max(run.before_ns, from);
      const auto high = std::min(run.after_ns, to);
      if (run.depth == 0 && low < high) out[i].busy_ns += high - low;
    }
    out[i].alive_end = to == 0 ? 0 : undestroyedCount(eventAt(to - 1));
  }
  return out;
}

std::string manyTimers(int count, int open) {
  std::string out = "init 2 TCPSERVERWRAP trigger=1 exec=1\n";
  for (int i = 0; i < count + open; ++i) {
    const auto id = std::to_string(3 + i);
    out += "init " + id + " TIMERWRAP trigger=2 exec=2\n";
    if (i < count) out += "destroy " + id + "\n";
  }
  return out;
}

}  // namespace uvscope::ui::testing
