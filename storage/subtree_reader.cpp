#include "storage/subtree_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "storage/checked_tables.h"
#include "storage/chunk_set.h"
#include "storage/libuv_facts.h"
#include "storage/resource_reader.h"
#include "storage/run_stacks.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;
using core::ResourceKey;

// More are not followed: some sixty megabytes.
constexpr std::size_t kMostFollowed = 1'000'000;
// So far up does climb() look.
constexpr std::size_t kMostClimbed = 10'000;

// Of what was asked for already, or stands above itself.
constexpr ResourceKey kNoParent{};

}  // namespace

SubtreeReader::SubtreeReader(sqlite3* db, ChunkReader& chunks, ResourceReader& resources,
                             Damage& damage, std::vector<Top> tops, ParentKind by)
    : chunks_(&chunks),
      resources_(&resources),
      tops_(std::move(tops)),
      by_(by),
      sums_(tops_.size()),
      told_(db, {kSubtreeTable, decodeSubtrees, "what is below some resources cannot be read", 1},
            damage) {
  first_block_ = tops_.empty() ? std::numeric_limits<std::size_t>::max() : 0;
  for (std::uint32_t i = 0; i < tops_.size(); ++i) {
    const Top& top = tops_[i];
    below_.try_emplace(top.key, i);
    if (!top.record || top.record->init_seq == kNoSeq) continue;
    if (const auto chunk = chunks_->directory().chunkOf(top.record->init_seq))
      birth_blocks_.insert(*chunk / kChunksPerBlock);
  }
  const bool all_born = std::ranges::all_of(
      tops_, [](const Top& top) { return top.record && top.record->init_seq != kNoSeq; });
  if (all_born && !birth_blocks_.empty() && !resources_->hasOddParents())
    first_block_ = *birth_blocks_.begin();
  next_block_ = first_block_;
}

bool SubtreeReader::step() {
  const std::size_t chunks = chunks_->directory().size();
  const std::size_t blocks = (chunks + kChunksPerBlock - 1) / kChunksPerBlock;
  if (next_block_ >= blocks) return false;
  const auto told = birth_blocks_.contains(next_block_) ? nullptr : told_.find(next_block_);
  if (told != nullptr) {
    add(*told);
  } else {
    scan(next_block_);
  }
  return ++next_block_ < blocks;
}

void SubtreeReader::add(const BlockSubtrees& told) {
  stem_tops_.clear();
  for (const Stem& stem : told.stems)
    stem_tops_.push_back(topOf(stem.key));
  takeOutliving(told);
  if (resolveLoose(told)) takeOutliving(told);
  for (std::size_t i = 0; i < told.stems.size(); ++i) {
    if (stem_tops_[i] != kNone) sums_[stem_tops_[i]] += told.stems[i].sums(by_);
  }
}

void SubtreeReader::takeOutliving(const BlockSubtrees& told) {
  for (const Outliving& one : told.outliving)
    put(one.key, stem_tops_[one.below.by(by_) - 1]);
}

bool SubtreeReader::resolveLoose(const BlockSubtrees& told) {
  bool any = false;
  for (std::size_t i = 0; i < told.stems.size(); ++i) {
    if (!told.stems[i].loose || stem_tops_[i] != kNone) continue;
    stem_tops_[i] = climb(told.stems[i].key);
    any = any || stem_tops_[i] != kNone;
  }
  return any;
}

std::uint32_t SubtreeReader::climb(ResourceKey key) {
  std::unordered_set<ResourceKey> climbed;
  std::uint32_t top = topOf(key);
  while (top == kNone && !core::isSyntheticRoot(key.id) && !apart_.contains(key)) {
    if (climbed.size() >= kMostClimbed) {
      more_ = true;
      return kNone;
    }
    if (!climbed.insert(key).second) break;  // a program may give an id twice
    const std::optional<ResourceRecord> record = resources_->resource(key);
    if (!record || record->init_seq == kNoSeq) break;
    key.id = by_ == ParentKind::Trigger ? record->trigger : record->execution;
    top = topOf(key);
  }
  for (const ResourceKey one : climbed) {
    if (top != kNone) {
      put(one, top);
    } else if (apart_.size() < kMostFollowed) {
      apart_.insert(one);
    }
  }
  return top;
}

std::uint32_t SubtreeReader::topOfEvent(ResourceKey key) {
  const std::uint32_t top = topOf(key);
  return top == kNone && resources_->hasRevived() ? climb(key) : top;
}

void SubtreeReader::put(ResourceKey key, std::uint32_t top) {
  if (top == kNone) return;
  if (below_.size() < kMostFollowed) {
    below_.try_emplace(key, top);
  } else {
    more_ = true;
  }
}

void SubtreeReader::scan(std::size_t block) {
  const std::size_t first = block * kChunksPerBlock;
  const std::size_t end = std::min(first + kChunksPerBlock, chunks_->directory().size());
  Parents parents;
  for (std::size_t number = first; number < end; ++number) {
    const ChunkPtr chunk = chunks_->passing(number);
    if (chunk == nullptr) continue;
    for (const std::uint32_t position : chunk->births) {
      const Event& event = chunk->events[position];
      if (event.kind == EventKind::Init)
        parents.try_emplace({event.context, event.id}, parentOf(event));
    }
  }
  place(parents);
  for (std::size_t number = first; number < end; ++number) {
    if (const ChunkPtr chunk = chunks_->passing(number)) scan(*chunk);
  }
}

// Whatever the order in which parents and children came.
void SubtreeReader::place(Parents& parents) {
  std::vector<ResourceKey> path;
  for (const auto& [born, its_parent] : parents) {
    path.clear();
    ResourceKey key = born;
    std::uint32_t top = topOf(key);
    for (auto next = parents.find(key); top == kNone && next != parents.end();
         next = parents.find(key)) {
      path.push_back(key);
      key = std::exchange(next->second, kNoParent);
      top = topOf(key);
    }
    if (top == kNone && key != kNoParent && resources_->isOddParent(key)) top = climb(key);
    if (top == kNone && key != kNoParent) top = topOfEvent(key);
    for (const ResourceKey one : path)
      put(one, top);
  }
}

void SubtreeReader::scan(const DecodedChunk& chunk) {
  RunStacks stacks = chunk.frame.stacks;
  auto irregular = chunk.frame.irregular.begin();
  auto birth = chunk.births.begin();
  for (std::uint32_t i = 0; i < chunk.events.size(); ++i) {
    const Event& event = chunk.events[i];
    const bool is_birth = birth != chunk.births.end() && *birth == i;
    if (is_birth) ++birth;
    const bool is_regular = irregular == chunk.frame.irregular.end() || *irregular != i;
    if (!is_regular) ++irregular;
    switch (event.kind) {
      case EventKind::Init:
        if (is_birth) takeBirth({event.context, event.id});
        break;
      case EventKind::Before:
        stacks.begin(event, chunk.first_seq + i);
        break;
      case EventKind::After:
        stacks.end(event, chunk.first_seq + i, [this](const Run& run) { takeRun(run); });
        break;
      case EventKind::Destroy:
      case EventKind::Repeat: {
        const std::uint32_t top = topOfEvent({event.context, event.id});
        if (top == kNone) break;
        if (event.kind == EventKind::Repeat) {
          sums_[top].runs += amountOf(event);
          sums_[top].run_ns += event.execution.value;
        } else if (is_regular) {
          --sums_[top].alive;
        }
        break;
      }
      default:
        break;
    }
  }
}

void SubtreeReader::takeBirth(ResourceKey key) {
  const std::uint32_t top = topOf(key);
  if (top == kNone) return;
  if (key != tops_[top].key) ++sums_[top].born;
  ++sums_[top].alive;
}

void SubtreeReader::takeRun(const Run& run) {
  if (run.after_seq == kNoSeq) return;
  const std::uint32_t top = topOfEvent(run.key);
  if (top == kNone) return;
  ++sums_[top].runs;
  sums_[top].run_ns += run.after_ns >= run.before_ns ? run.after_ns - run.before_ns : 0;
}

std::vector<SubtreeTotals> SubtreeReader::totals() const {
  std::vector<SubtreeTotals> totals;
  for (std::size_t i = 0; i < tops_.size(); ++i) {
    SubtreeSums own;  // as of the end, which the sums have not come to yet
    if (const auto& record = tops_[i].record) {
      const bool alive = record->init_seq != kNoSeq && !record->destroyed();
      own = {0, alive ? 1U : 0U, record->runs, record->run_ns};
    }
    const auto below = [](std::uint64_t all, std::uint64_t one) {
      return all - std::min(all, one);
    };
    const SubtreeSums& sums = sums_[i];
    totals.push_back({sums.born, below(sums.alive, own.alive), below(sums.runs, own.runs),
                      below(sums.run_ns, own.run_ns), more_});
  }
  return totals;
}

}  // namespace uvscope::storage
