#include "storage/resource_tracker.h"

#include <algorithm>
#include <utility>

#include "storage/libuv_facts.h"
#include "storage/resource_events.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;

bool countsAsAlive(const ResourceRecord& record) {
  return record.init_seq != kNoSeq && !record.destroyed();
}

bool writesForItsHandle(core::TypeId type) {
  return type == typeOf(core::Provider::Write) || type == typeOf(core::Provider::UdpSend);
}

}  // namespace

void ResourceTracker::begin(ResourceNumber resources, std::uint64_t alive,
                            const std::unordered_map<std::uint32_t, std::uint64_t>& highest_ids) {
  resources_ = resources;
  alive_ = alive;
  for (const auto& [context, highest] : highest_ids)
    highest_[context] = {highest, highest};
}

void ResourceTracker::restore(const KeptRecord& kept, std::uint64_t place) {
  if (table_.find(kept.record.key) != nullptr) return;  // a damaged file tells one twice
  ResourceEntry& entry = table_.insert(kept.record.key);
  entry.record = kept.record;
  entry.number = kept.number;
  entry.starts = kept.starts;
  entry.last_seq = kept.last_seq;
  entry.place = place;
  entry.kept = true;
  entry.before = entry.sums();
  if (countsAsAlive(entry.record)) ++totalOf(entry.record.type).alive;
}

ResourceTracker::Taken ResourceTracker::applyFirst(const Event& event, EventSeq seq,
                                                   RunStacks& stacks) {
  Taken taken;
  const bool is_init = event.kind == EventKind::Init;
  if (core::isSyntheticRoot(event.id)) {
    taken.regular = !is_init && event.kind != EventKind::Destroy;
    return taken;
  }
  ResourceEntry& entry = bear({event.context, event.id});
  taken.born = true;
  taken.older_born = !is_init;
  touch(entry);
  entry.last_seq = seq;
  if (is_init) {
    bearFrom(entry, event, seq, stacks);
    return taken;
  }
  entry.odd = true;
  ++totalOf(entry.record.type).total;
  if (event.kind == EventKind::Before) {
    ++entry.starts;
    ++entry.open_runs;
  } else if (event.kind != EventKind::After) {
    taken.regular = applyOther(entry, event);
  }
  takeEvent(entry.record, event, seq);
  return taken;
}

// A resource that is regular in all can be told from its events again, and leaves: but not at once.
void ResourceTracker::linger(ResourceEntry& entry) {
  entry.ended = true;
  if (lingering_.size() < most_lingering_) {
    lingering_.push_back(&entry);
    return;
  }
  ResourceEntry& leaving = *std::exchange(lingering_[next_lingering_], &entry);
  if (++next_lingering_ == most_lingering_) next_lingering_ = 0;
  if (leaving.over() && !leaving.odd && !leaving.stray) retire(leaving);
}

void ResourceTracker::retire(ResourceEntry& entry) {
  OpenBirth& birth = born_[entry.birth];
  birth.entry = nullptr;
  birth.chunks = entry.chunks;
  birth.creating_run = entry.record.creating_run;
  birth.stems = entry.stems;
  addEnded(entry);
  if (!entry.record.detail.empty()) keepDetail(birth, std::move(entry.record.detail));
  if (last_ == &entry) forgetLast();
  table_.retire(entry.record.key, entry.birth);
}

// In the place of the one before, if there was any.
void ResourceTracker::keepDetail(OpenBirth& birth, std::string detail) {
  if (birth.detail == 0) {
    retired_details_.emplace_back();
    birth.detail = static_cast<std::uint32_t>(retired_details_.size());
  }
  retired_details_[birth.detail - 1] = std::move(detail);
}

// An event has come after all.
ResourceEntry* ResourceTracker::unretire(core::ResourceKey key, std::uint32_t number) {
  OpenBirth& birth = born_[number];
  settle(key, birth);
  const ResourceNumber resource = resources_ - born_.size() + number + 1;
  Birth known;
  known.chunks = birth.chunks;
  known.creating_run = birth.creating_run;
  known.detail = detailOf(birth);
  std::optional<KeptRecord> retired = older_->retired(resource, known, now_);
  if (!retired) return nullptr;
  ResourceEntry& entry = table_.insert(key);
  entry.record = std::move(retired->record);
  entry.starts = retired->starts;
  entry.chunks = birth.chunks;
  entry.trigger_born = entry.record.trigger_children;
  entry.execution_born = entry.record.execution_children;
  entry.number = resource;
  entry.birth = number;
  entry.born = entry.ended = entry.touched = entry.odd = true;
  entry.stems = birth.stems;
  takeBackEnded(entry);
  birth.entry = &entry;
  return &entry;
}

void ResourceTracker::settle(core::ResourceKey key, OpenBirth& birth) {
  const auto parent = mere_parents_.find(key);
  if (parent == mere_parents_.end()) return;
  birth.chunks.add(parent->second.chunks);
  mere_parents_.erase(parent);
  last_parent_ = nullptr;
}

void ResourceTracker::settle() {
  for (auto parent = mere_parents_.begin(); parent != mere_parents_.end();) {
    const std::optional<std::uint32_t> number = table_.retired(parent->first);
    if (!number) {
      ++parent;
      continue;
    }
    born_[*number].chunks.add(parent->second.chunks);
    parent = mere_parents_.erase(parent);
  }
  last_parent_ = nullptr;
}

bool ResourceTracker::applyOther(ResourceEntry& entry, const Event& event) {
  switch (event.kind) {
    case EventKind::Init:
      return false;
    case EventKind::Destroy: {
      const bool regular = countsAsAlive(entry.record);
      if (!entry.record.destroyed()) onDestroy(entry);
      return regular;
    }
    case EventKind::Retype:
      onRetype(entry, event.type);
      return true;
    case EventKind::Written:
      onWritten(entry.record, event);
      return true;
    case EventKind::Repeat: {
      TypeTotal& total = totalOf(entry.record.type);
      total.runs += event.value > 0 ? static_cast<std::uint64_t>(event.value) : 0;
      total.run_ns += event.execution.value;
      return true;
    }
    default:
      return true;
  }
}

ResourceEntry* ResourceTracker::revive(core::ResourceKey key) {
  if (retires()) {
    if (const auto number = table_.retired(key)) return unretire(key, *number);
  }
  if (key.id.value > highestOf(key.context).before) return nullptr;
  const std::optional<KeptRecord> older = older_->older(key);
  if (!older) return nullptr;
  ResourceEntry& entry = table_.insert(key);
  entry.record = older->record;
  entry.number = older->number;
  entry.starts = older->starts;
  entry.last_seq = older->last_seq;
  entry.revived = entry.odd = true;
  entry.before = entry.sums();
  return &entry;
}

ResourceEntry& ResourceTracker::bear(core::ResourceKey key) {
  ResourceEntry& entry = table_.insert(key);
  entry.number = ++resources_;
  entry.born = entry.touched = true;
  entry.birth = static_cast<std::uint32_t>(born_.size());
  born_.push_back({&entry, {}, 0, 0, {}});
  HighestId& highest = highestOf(key.context);
  highest.now = std::max(highest.now, key.id.value);
  if (key.id <= highest_mere_parent_) {
    if (const auto parent = mere_parents_.find(key); parent != mere_parents_.end()) {
      entry.odd = true;
      entry.chunks = parent->second.chunks;
      entry.trigger_born = entry.record.trigger_children = parent->second.trigger_born;
      entry.execution_born = entry.record.execution_children = parent->second.execution_born;
      mere_parents_.erase(parent);
      last_parent_ = nullptr;
    }
  }
  if (!early_details_.empty()) {
    if (auto early = early_details_.extract(key)) entry.record.detail = std::move(early.mapped());
  }
  return entry;
}

void ResourceTracker::bearFrom(ResourceEntry& entry, const Event& event, EventSeq seq,
                               RunStacks& stacks) {
  ResourceRecord& record = entry.record;
  record.type = event.type;
  record.trigger = event.trigger;
  record.execution = event.execution;
  record.stack.value = static_cast<std::uint32_t>(event.value);
  record.init_seq = seq;
  record.init_ns = record.last_event_ns = event.ts_ns;
  const ResourceEntry* const executing = countChild(entry, event, seq);
  if (executing != nullptr && stacks.isOpen(event.context, event.execution)) {
    record.creating_run = executing->starts;
  }
  ++alive_;
  TypeTotal& total = totalOf(record.type);
  ++total.total;
  ++total.alive;
}

// Mostly both parents are one.
ResourceEntry* ResourceTracker::countChild(ResourceEntry& child, const Event& init, EventSeq seq) {
  ResourceEntry* const executing = parent({init.context, init.execution}, seq);
  ResourceEntry* const trigger =
      init.trigger == init.execution ? executing : parent({init.context, init.trigger}, seq);
  if (executing != nullptr) {
    ++executing->record.execution_children;
    ++executing->execution_born;
  } else {
    ++mereParent({init.context, init.execution}).execution_born;
  }
  if (trigger != nullptr) {
    ++trigger->record.trigger_children;
    ++trigger->trigger_born;
  } else {
    ++mereParent({init.context, init.trigger}).trigger_born;
  }
  // A program may name a resource as its own parent: both first, then the child's.
  StemNumbers stems = stemsBelow(executing, {init.context, init.execution});
  if (init.trigger != init.execution)
    stems.trigger = stemsBelow(trigger, {init.context, init.trigger}).trigger;
  child.stems = stems;
  return executing;
}

StemNumbers ResourceTracker::stemsBelow(ResourceEntry* parent, core::ResourceKey key) {
  if (parent != nullptr) {
    if (parent->stems.trigger == 0) parent->stems = addStem(key, parent->revived);
    return parent->stems;
  }
  if (retires() && !core::isSyntheticRoot(key.id)) {
    if (const auto number = table_.retired(key)) return born_[*number].stems;
  }
  MereParent& mere = mereParent(key);
  if (mere.stems.trigger == 0) mere.stems = addStem(key, !core::isSyntheticRoot(key.id));
  return mere.stems;
}

StemNumbers ResourceTracker::addStem(core::ResourceKey key, bool loose) {
  stems_.push_back({key, loose, {}, {}});
  const auto number = static_cast<std::uint32_t>(stems_.size());
  return {number, number};
}

void ResourceTracker::addEnded(const ResourceEntry& entry) {
  SubtreeSums sums = entry.sums();
  sums.born = 1;
  stems_[entry.stems.trigger - 1].trigger += sums;
  stems_[entry.stems.execution - 1].execution += sums;
}

void ResourceTracker::takeBackEnded(const ResourceEntry& entry) {
  SubtreeSums sums = entry.sums();
  sums.born = 1;
  stems_[entry.stems.trigger - 1].trigger -= sums;
  stems_[entry.stems.execution - 1].execution -= sums;
}

ResourceEntry* ResourceTracker::parent(core::ResourceKey key, EventSeq seq) {
  ResourceEntry* const entry = core::isSyntheticRoot(key.id) ? nullptr : inMemory(key);
  if (entry == nullptr) return nullptr;
  touch(*entry);
  entry->last_seq = seq;
  return entry;
}

MereParent& ResourceTracker::mereParent(core::ResourceKey key) {
  if (last_parent_ == nullptr || key != last_parent_key_) {
    last_parent_ = &mere_parents_[key];
    last_parent_key_ = key;
    highest_mere_parent_ = std::max(highest_mere_parent_, key.id);
  }
  last_parent_->chunks.add(chunk_bit_);
  return *last_parent_;
}

void ResourceTracker::onDestroy(ResourceEntry& entry) {
  if (!countsAsAlive(entry.record)) return;
  --alive_;
  --totalOf(entry.record.type).alive;
}

void ResourceTracker::onRetype(ResourceEntry& entry, core::TypeId to) {
  const ResourceRecord& record = entry.record;
  for (const bool leaving : {true, false}) {
    TypeTotal& total = totalOf(leaving ? record.type : to);
    const std::uint64_t sign = leaving ? ~std::uint64_t{0} : 1;  // modulo 2^64: minus one
    total.total += sign;
    total.alive += countsAsAlive(record) ? sign : 0;
    total.runs += sign * record.runs;
    total.run_ns += sign * record.run_ns;
  }
}

// What a request writes it writes for its handle.
void ResourceTracker::onWritten(const ResourceRecord& request, const Event& event) {
  if (!writesForItsHandle(request.type) || core::isSyntheticRoot(request.trigger)) return;
  ResourceEntry* const handle = known({event.context, request.trigger});
  if (handle == nullptr) return;
  handle->odd = true;
  touch(*handle);
  takeLibuvFact(handle->record, event);
}

void ResourceTracker::onRunLost(core::ResourceKey key) {
  ResourceEntry* const entry = table_.find(key);
  if (entry == nullptr) return;
  entry->odd = true;
  if (entry->open_runs > 0) --entry->open_runs;
  mark(*entry);
}

void ResourceTracker::onOddEvent(core::ResourceKey key) {
  if (ResourceEntry* const entry = table_.find(key)) entry->odd = true;
}

void ResourceTracker::onDetail(core::ResourceKey key, std::string_view detail) {
  if (const auto number = table_.retired(key)) {
    keepDetail(born_[*number], std::string(detail));
    return;
  }
  ResourceEntry* const entry = core::isSyntheticRoot(key.id) ? nullptr : known(key);
  if (entry == nullptr) {
    early_details_.insert_or_assign(key, std::string(detail));
    return;
  }
  entry->record.detail = detail;
  mark(*entry);
}

std::vector<TypeTotal> ResourceTracker::takeChangedTotals() {
  std::vector<TypeTotal> changed;
  for (std::size_t type = 0; type < totals_.size(); ++type) {
    Total& total = totals_[type];
    if (!std::exchange(total.changed, false)) continue;
    total.total.type.value = static_cast<std::uint16_t>(type);
    changed.push_back(total.total);
  }
  return changed;
}

void ResourceTracker::closeBlock() {
  for (const OpenBirth& birth : born_) {
    if (birth.entry != nullptr) endBlockOf(*birth.entry);
  }
  for (ResourceEntry* const entry : touched_)
    endBlockOf(*entry);
  table_.forgetRetired();
  touched_.clear();
  born_.clear();
  retired_details_.clear();
  stems_.clear();
  lingering_.clear();
  next_lingering_ = 0;
  mere_parents_.clear();
  last_parent_ = nullptr;
  forgetLast();
  highest_mere_parent_ = {};
  for (auto& [context, highest] : highest_)
    highest.before = highest.now;
}

void ResourceTracker::endBlockOf(ResourceEntry& entry) {
  if (entry.over()) {
    table_.erase(entry.record.key);
    return;
  }
  entry.chunks.clear();
  entry.trigger_born = entry.execution_born = 0;
  entry.stems = {};
  entry.before = entry.sums();
  entry.touched = entry.born = entry.ended = false;
}

}  // namespace uvscope::storage
