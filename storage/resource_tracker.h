// Follows the resources of a session while its events stream by: what lives, and what was born in
// the open block. The writer tracks as it records; a reader tracks the block that the writer has
// not closed yet. Both come to the same records, because this is all that makes them.
//
// What has ended before the open block is not in memory. It is only asked for (OlderResources) when
// an event breaks the rules and comes after its destroy. A writer keeps little of what was born and
// has ended in the open block, either: its record follows from its events, which the file has, and
// resources that come and go fast are always found in the same few kilobytes of memory.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/birth_codec.h"
#include "storage/resource_events.h"
#include "storage/resource_table.h"
#include "storage/run_stacks.h"

namespace uvscope::storage {

// A record that was kept, and what goes with it.
struct KeptRecord {
  ResourceNumber number = 0;
  std::uint32_t starts = 0;
  bool running = false;  // a callback of it was open
  EventSeq last_seq = kNoSeq;
  ResourceRecord record;

  friend bool operator==(const KeptRecord&, const KeptRecord&) = default;
};

class OlderResources {
 public:
  virtual ~OlderResources() = default;
  // What is known of `key` from the blocks that are closed. Nothing: it had no event there.
  virtual std::optional<KeptRecord> older(core::ResourceKey key) = 0;

  // What is known of one of the open block that was retired, as before the event `before`. Nothing:
  // it cannot be read.
  virtual std::optional<KeptRecord> retired(ResourceNumber /*number*/, const Birth& /*birth*/,
                                            EventSeq /*before*/) {
    return std::nullopt;
  }
};

// A resource that was born in the open block.
struct OpenBirth {
  ResourceEntry* entry = nullptr;  // null: it is retired, and the rest is what is left of it
  ChunkSet chunks;
  std::uint32_t creating_run = 0;
  std::uint32_t detail = 0;  // its number, see ResourceTracker::detailOf
  StemNumbers stems;
};

// How many resources that were born and have ended in the open block stay in memory: what comes
// late mostly comes soon.
inline constexpr std::size_t kFewLinger = 512;
inline constexpr std::size_t kAllLinger = std::numeric_limits<std::size_t>::max();

// What occurs in the open block only as the parent of something: synthetic roots, resources that
// have ended or never had an event.
struct MereParent {
  ChunkSet chunks;
  std::uint32_t trigger_born = 0, execution_born = 0;
  StemNumbers stems;
};

class ResourceTracker {
 public:
  // `older` must outlive the tracker. `lingering`: how many linger, at least one.
  ResourceTracker(OlderResources& older, std::size_t lingering)
      : older_(&older), most_lingering_(lingering) {}

  // Begins in the middle of a session, before the first event of a block. `resources`: how many
  // there are; `highest_ids`: of those, by context. To be followed by restore() for each record
  // that is not over.
  void begin(ResourceNumber resources, std::uint64_t alive,
             const std::unordered_map<std::uint32_t, std::uint64_t>& highest_ids);
  void restore(const KeptRecord& kept, std::uint64_t place);

  struct Taken {
    bool regular = true;      // see KeyFrame::irregular
    bool born = false;        // it is the first event of its resource
    bool older_born = false;  // … which has no init
  };

  // The events to come are in chunk `chunk` of the open block.
  void beginChunk(std::size_t chunk) {
    chunk_ = static_cast<std::uint32_t>(chunk);
    chunk_bit_ = ChunkBit(chunk);
  }

  // Takes in an event, `stacks` being as before it. What an After ends is told by onRunEnded as
  // well.
  Taken apply(const core::Event& event, EventSeq seq, RunStacks& stacks) {
    now_ = seq;
    const core::ResourceKey key{event.context, event.id};
    ResourceEntry* const entry =
        isNew(event) || core::isSyntheticRoot(event.id) ? nullptr : known(key);
    if (entry == nullptr) return applyFirst(event, seq, stacks);
    touch(*entry);
    entry->last_seq = seq;
    Taken taken;
    if (entry->record.destroyed()) entry->odd = true;
    if (event.kind == core::EventKind::Before) {
      ++entry->starts;
      ++entry->open_runs;
    } else if (event.kind != core::EventKind::After) {
      taken.regular = applyOther(*entry, event);
    }
    takeEvent(entry->record, event, seq);
    if (event.kind == core::EventKind::Destroy) retireIfOver(*entry);
    return taken;
  }

  // A run that its own After has ended.
  void onRunEnded(const Run& run) {
    ResourceEntry* const entry = core::isSyntheticRoot(run.key.id) ? nullptr : known(run.key);
    if (entry == nullptr) return;
    if (entry->open_runs > 0) --entry->open_runs;
    const std::uint64_t took = takeRun(entry->record, run.before_ns, run.after_ns);
    TypeTotal& total = totalOf(entry->record.type);
    ++total.runs;
    total.run_ns += took;
    retireIfOver(*entry);
  }

  // A run whose own After has not come, or will not be known.
  void onRunLost(core::ResourceKey key);
  // An event that is not what its own past lets one expect: an After without a Before.
  void onOddEvent(core::ResourceKey key);
  void onDetail(core::ResourceKey key, std::string_view detail);

  [[nodiscard]] ResourceNumber resources() const { return resources_; }

  [[nodiscard]] std::uint64_t alive() const { return alive_; }

  [[nodiscard]] ResourceEntry* find(core::ResourceKey key) { return table_.find(key); }

  // The birth that apply() has just told is a stray.
  void markStray() { born_.back().entry->stray = true; }

  // Those born in the open block, in order.
  [[nodiscard]] const std::vector<OpenBirth>& born() const { return born_; }

  [[nodiscard]] std::string_view detailOf(const OpenBirth& birth) const {
    return birth.detail == 0 ? std::string_view() : retired_details_[birth.detail - 1];
  }

  // All that were born before the open block and occur in it.
  [[nodiscard]] const std::vector<ResourceEntry*>& touched() const { return touched_; }

  // To be called before a block is written: children that came when their parent was retired become
  // occurrences of that parent.
  void settle();

  [[nodiscard]] const std::unordered_map<core::ResourceKey, MereParent>& mereParents() const {
    return mere_parents_;
  }

  // Of the open block. What is alive there, and what was born before, is not in their sums yet: see
  // storage/block_subtrees.h.
  [[nodiscard]] const std::vector<Stem>& stems() const { return stems_; }

  // Details of what has no event yet.
  [[nodiscard]] const std::map<core::ResourceKey, std::string>& earlyDetails() const {
    return early_details_;
  }

  // Types have numbers below this.
  [[nodiscard]] std::size_t types() const { return totals_.size(); }

  // How many of a type are alive.
  [[nodiscard]] std::uint64_t aliveOf(std::size_t type) const { return totals_[type].total.alive; }

  // Totals that have changed since the last call.
  [[nodiscard]] std::vector<TypeTotal> takeChangedTotals();

  // The open block is closed, and another begins: forgets what is over.
  void closeBlock();

 private:
  // Most resources that come have a higher id than all before.
  bool isNew(const core::Event& event) {
    return event.kind == core::EventKind::Init && event.id.value > highestOf(event.context).now;
  }

  // From memory, or from the closed blocks if it may be there.
  ResourceEntry* known(core::ResourceKey key) {
    if (ResourceEntry* const entry = inMemory(key)) return entry;
    return revive(key);
  }

  // Null: it is not in memory. What is asked for is mostly what runs, again and again.
  ResourceEntry* inMemory(core::ResourceKey key) {
    if (last_key_.id.value == key.id.value && last_key_.context.value == key.context.value)
      return last_;
    ResourceEntry* const entry = table_.find(key);
    if (entry != nullptr) remember(key, entry);
    return entry;
  }

  void remember(core::ResourceKey key, ResourceEntry* entry) {
    last_key_ = key;
    last_ = entry;
  }

  void forgetLast() { remember({}, nullptr); }

  ResourceEntry* revive(core::ResourceKey key);
  // An event of what is not known, or of a synthetic root.
  Taken applyFirst(const core::Event& event, EventSeq seq, RunStacks& stacks);
  ResourceEntry& bear(core::ResourceKey key);
  void bearFrom(ResourceEntry& entry, const core::Event& event, EventSeq seq, RunStacks& stacks);

  // Its record changes.
  void mark(ResourceEntry& entry) {
    if (entry.touched) return;
    entry.touched = true;
    if (!entry.born) touched_.push_back(&entry);
  }

  void retireIfOver(ResourceEntry& entry) {
    if (retires() && entry.over() && entry.born && !entry.ended) linger(entry);
  }

  [[nodiscard]] bool retires() const { return most_lingering_ != kAllLinger; }

  void endBlockOf(ResourceEntry& entry);
  void linger(ResourceEntry& entry);
  void retire(ResourceEntry& entry);
  void keepDetail(OpenBirth& birth, std::string detail);
  ResourceEntry* unretire(core::ResourceKey key, std::uint32_t birth);
  void settle(core::ResourceKey key, OpenBirth& birth);

  // It occurs in the chunk.
  void touch(ResourceEntry& entry) {
    entry.chunks.add(chunk_bit_);
    mark(entry);
  }

  MereParent& mereParent(core::ResourceKey key);
  // Counts a child of both its parents. The entry of its execution parent, if it is in memory.
  ResourceEntry* countChild(ResourceEntry& child, const core::Event& init, EventSeq seq);
  ResourceEntry* parent(core::ResourceKey key, EventSeq seq);
  // Below which stems a child hangs whose parent is `parent`, or if that is null `key`.
  StemNumbers stemsBelow(ResourceEntry* parent, core::ResourceKey key);
  StemNumbers addStem(core::ResourceKey key, bool loose);
  // Something born in the block has come to its end, or has not after all.
  void addEnded(const ResourceEntry& entry);
  void takeBackEnded(const ResourceEntry& entry);
  void onDestroy(ResourceEntry& entry);
  void onRetype(ResourceEntry& entry, core::TypeId to);
  void onWritten(const ResourceRecord& request, const core::Event& event);

  TypeTotal& totalOf(core::TypeId type) {
    if (type.value >= totals_.size()) totals_.resize(type.value + std::size_t{1});
    Total& total = totals_[type.value];
    total.changed = true;
    return total.total;
  }

  struct Total {
    TypeTotal total;
    bool changed = false;
  };

  struct HighestId {
    std::uint64_t before = 0, now = 0;
  };

  HighestId& highestOf(core::ContextId context) {
    if (last_highest_ == nullptr || last_context_ != context.value) {
      last_highest_ = &highest_[context.value];
      last_context_ = context.value;
    }
    return *last_highest_;
  }

  // What the rarer kinds of events change beside the record; whether it is regular.
  bool applyOther(ResourceEntry& entry, const core::Event& event);

  OlderResources* older_;
  std::size_t most_lingering_;
  ResourceTable table_;
  std::vector<OpenBirth> born_;
  std::vector<ResourceEntry*> touched_;
  std::vector<ResourceEntry*> lingering_;  // a ring, once it is full
  std::size_t next_lingering_ = 0;         // the one that leaves next
  std::vector<std::string> retired_details_;
  std::vector<Stem> stems_;
  std::unordered_map<core::ResourceKey, MereParent> mere_parents_;  // its nodes do not move
  core::ResourceKey last_parent_key_;
  MereParent* last_parent_ = nullptr;
  core::AsyncId highest_mere_parent_;
  std::map<core::ResourceKey, std::string> early_details_;
  std::vector<Total> totals_;   // by number of type
  core::ResourceKey last_key_;  // … and its entry, null only where that is no resource
  ResourceEntry* last_ = nullptr;
  // Of all ids that ever had an event, by context: now, and when the open block began.
  std::unordered_map<std::uint32_t, HighestId> highest_;
  std::uint32_t last_context_ = 0;
  HighestId* last_highest_ = nullptr;  // in highest_, whose nodes do not move
  std::uint32_t chunk_ = 0;            // the one of the events that come
  ChunkBit chunk_bit_;
  EventSeq now_ = kNoSeq;  // the event that is taken in
  ResourceNumber resources_ = 0;
  std::uint64_t alive_ = 0;
};

}  // namespace uvscope::storage
