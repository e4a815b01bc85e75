#include "storage/rewrite_cut.h"

#include <algorithm>

namespace uvscope::storage {

using core::Event;
using core::EventKind;

void IdSet::add(core::AsyncId id) {
  std::vector<bool>& page = pages_[id.value / kPageIds];
  if (page.empty()) page.resize(kPageIds);
  page[id.value % kPageIds] = true;
}

bool IdSet::has(core::AsyncId id) const {
  const auto page = pages_.find(id.value / kPageIds);
  return page != pages_.end() && page->second[id.value % kPageIds];
}

CutSubtree::CutSubtree(core::EventSink& next, core::ResourceKey root, core::ProcessId process)
    : RewriteFilter(next), context_(root.context), process_(process) {
  ids_.add(root.id);
}

void CutSubtree::onProcess(const core::ProcessInfo& process) {
  if (process.id == process_) next_.onProcess(process);
}

// All of its process: the threads of the pool are named by events of the resource's own thread.
void CutSubtree::onContext(const core::ContextInfo& context) {
  if (context.process == process_) next_.onContext(context);
}

void CutSubtree::onEvents(std::span<const Event> events) {
  passing_.clear();
  for (const Event& event : events) {
    if (event.context != context_) continue;
    if (event.kind == EventKind::Init && ids_.has(event.trigger)) ids_.add(event.id);
    if (ids_.has(event.id)) passing_.push_back(event);
  }
  if (!passing_.empty()) next_.onEvents(passing_);
}

void CutSubtree::onDetail(core::ResourceKey resource, std::string_view detail) {
  if (resource.context == context_ && ids_.has(resource.id)) next_.onDetail(resource, detail);
}

void CutSubtree::onDropped(core::ContextId context, std::uint64_t count) {
  if (context == context_) next_.onDropped(context, count);
}

void CutSubtree::onProcessExit(const core::ProcessExit& exit) {
  if (exit.id == process_) next_.onProcessExit(exit);
}

CutTime::CutTime(core::EventSink& next, std::uint64_t from_ns, std::uint64_t to_ns)
    : RewriteFilter(next), from_ns_(from_ns), to_ns_(to_ns) {}

void CutTime::onProcess(const core::ProcessInfo& process) {
  if (process.start_ns >= to_ns_) {
    later_.insert(process.id);
    return;
  }
  core::ProcessInfo cut = process;
  cut.start_ns -= std::min(cut.start_ns, from_ns_);
  next_.onProcess(cut);
}

void CutTime::onContext(const core::ContextInfo& context) {
  if (!later_.contains(context.process)) next_.onContext(context);
}

void CutTime::onEvents(std::span<const Event> events) {
  for (const Event& event : events) {
    if (!begun_ && event.ts_ns >= from_ns_) begin();
    if (!begun_) {
      remember(event);
    } else if (event.ts_ns < to_ns_) {
      pass(event);
    }
  }
  flush();
}

void CutTime::onDetail(core::ResourceKey resource, std::string_view detail) {
  if (begun_) return next_.onDetail(resource, detail);
  if (const auto found = alive_.find(resource); found != alive_.end())
    found->second.detail = detail;
}

void CutTime::onDropped(core::ContextId context, std::uint64_t count) {
  if (begun_) return next_.onDropped(context, count);
  middles_.erase(context);
}

void CutTime::onProcessExit(const core::ProcessExit& exit) {
  if (exit.end_ns >= to_ns_ || later_.contains(exit.id)) return;
  core::ProcessExit cut = exit;
  cut.end_ns -= std::min(cut.end_ns, from_ns_);
  next_.onProcessExit(cut);
}

void CutTime::endOfEvents() {
  if (!begun_) begin();
  flush();
}

void CutTime::remember(const Event& event) {
  const core::ResourceKey key{event.context, event.id};
  if (event.kind == EventKind::Before || event.kind == EventKind::After || isOfLoop(event.kind))
    return rememberOfThread(middles_[event.context], event);
  if (event.kind == EventKind::Init) {
    Alive alive{++order_, event, {}, {}};
    alive_.try_emplace(key, std::move(alive));
    return;
  }
  const auto found = alive_.find(key);
  if (found == alive_.end()) return;
  std::vector<Event>& facts = found->second.facts;
  const auto forget = [&facts](EventKind kind) {
    std::erase_if(facts, [kind](const Event& fact) { return fact.kind == kind; });
  };
  switch (event.kind) {
    case EventKind::Destroy:
      alive_.erase(found);
      return;
    case EventKind::Retype:
      found->second.init.type = event.type;
      return;
    case EventKind::Ref:
      return forget(EventKind::Unref);
    case EventKind::Inactive:
      return forget(EventKind::Active);
    case EventKind::Unref:
    case EventKind::Active:
    case EventKind::Closing:
    case EventKind::Accepted:
    case EventKind::Piped:
    case EventKind::WorkStart:
    case EventKind::WorkEnd:
      forget(event.kind);
      facts.push_back(event);
      return;
    default:
      return;
  }
}

void CutTime::rememberOfThread(Middle& middle, const Event& event) {
  std::vector<Event>& callbacks = middle.callbacks;
  switch (event.kind) {
    case EventKind::Before:
      callbacks.push_back(event);
      return;
    case EventKind::After: {
      const auto own = std::find_if(callbacks.rbegin(), callbacks.rend(),
                                    [&](const Event& open) { return open.id == event.id; });
      if (own != callbacks.rend()) callbacks.erase(std::prev(own.base()), callbacks.end());
      return;
    }
    case EventKind::LoopStart:
      middle.loops.push_back(event);
      return;
    case EventKind::LoopEnd:
      if (!middle.loops.empty()) middle.loops.pop_back();
      return;
    case EventKind::PollStart:
      middle.poll = event;
      return;
    default:
      middle.poll.reset();
      return;
  }
}

void CutTime::begin() {
  begun_ = true;
  std::vector<const Alive*> alive;
  for (const auto& [key, one] : alive_)
    alive.push_back(&one);
  std::sort(alive.begin(), alive.end(),
            [](const Alive* a, const Alive* b) { return a->order < b->order; });
  for (const Alive* const one : alive) {
    pass(one->init);
    for (const Event& fact : one->facts)
      pass(fact);
    if (one->detail.empty()) continue;
    flush();
    next_.onDetail({one->init.context, one->init.id}, one->detail);
  }
  for (const auto& [context, middle] : middles_) {
    for (const Event& loop : middle.loops)
      pass(loop);
    for (const Event& callback : middle.callbacks)
      pass(callback);
    if (middle.poll) pass(*middle.poll);
  }
  alive_.clear();
  middles_.clear();
}

void CutTime::pass(Event event) {
  event.ts_ns -= std::min(event.ts_ns, from_ns_);
  passing_.push_back(event);
}

void CutTime::flush() {
  if (!passing_.empty()) next_.onEvents(passing_);
  passing_.clear();
}

}  // namespace uvscope::storage
