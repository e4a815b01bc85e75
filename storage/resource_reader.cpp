#include "storage/resource_reader.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "storage/checked_tables.h"
#include "storage/row_counts.h"
#include "storage/subtree_reader.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;
using core::ResourceKey;
using core::Result;

// From so many on, the events of a whole block are read once rather than those of each resource.
constexpr std::uint64_t kMany = 1024;

std::uint64_t childrenOf(const ResourceRecord& record, ParentKind by) {
  return by == ParentKind::Trigger ? record.trigger_children : record.execution_children;
}

core::AsyncId parentIn(const Event& init, ParentKind by) {
  return by == ParentKind::Trigger ? init.trigger : init.execution;
}

// Roots of one context: the main program, the loop, then what is older than the recording.
std::tuple<core::ContextId, int, core::AsyncId> rootOrder(const TreeNode& node) {
  const core::AsyncId id = node.key.id;
  const int rank = id == core::kBootstrapId ? 0 : id == core::kNativeId ? 1 : 2;
  return {node.key.context, rank, id};
}

bool isAliveAt(const ResourceRecord& record, EventSeq at) {
  return record.init_seq != kNoSeq && record.init_seq <= at &&
         (!record.destroyed() || record.destroy_seq > at);
}

}  // namespace

ResourceReader::ResourceReader(sqlite3* db, ChunkReader& chunks, Damage& damage)
    : db_(db), chunks_(&chunks), damage_(&damage) {}

Result<ResourceReader> ResourceReader::open(sqlite3* db, ChunkReader& chunks, Damage& damage) {
  ResourceReader reader(db, chunks, damage);
  Result<ClosedBlocks> closed = ClosedBlocks::open(db, chunks, damage);
  if (!closed) return closed.error();
  reader.closed_ = std::make_unique<ClosedBlocks>(std::move(*closed));
  reader.open_ = std::make_unique<OpenBlock>(db, chunks, *reader.closed_, damage);
  reader.closed_->check();
  reader.open_->refresh();
  return reader;
}

void ResourceReader::refresh() {
  if (closed_->refresh()) {
    closed_->check();
    scan_.reset();  // what it has told may have had events since
  }
  open_->refresh();
}

std::vector<TypeTotal> ResourceReader::typeTotals() {
  std::vector<TypeTotal> totals;
  readWhole(db_, kTypeTotalTable, "ORDER BY type", *damage_, [&](const CheckedSelect& row) {
    TypeTotal total;
    total.type.value = static_cast<std::uint16_t>(row.integer(0));
    total.total = row.whole(1);
    total.alive = row.whole(2);
    total.runs = row.whole(3);
    total.run_ns = row.whole(4);
    if (total.total != 0) totals.push_back(total);
  });
  return totals;
}

ChildCounts ResourceReader::childrenAsMereParent(ResourceKey key) {
  ChildCounts counts = closed_->childrenAsMereParent(key);
  if (const MereParent* const parent = open_->mereParent(key)) {
    counts.trigger += parent->trigger_born;
    counts.execution += parent->execution_born;
  }
  return counts;
}

bool ResourceReader::hasOddParents() const {
  return closed_->hasOddParents() ||
         std::ranges::any_of(open_->mereParents(), [](const auto& parent) {
           return !core::isSyntheticRoot(parent.first.id);
         });
}

// With the children that it had before its first event, and after its end.
ResourceRecord ResourceReader::whole(ResourceRecord record) {
  const ChildCounts more = childrenAsMereParent(record.key);
  record.trigger_children += static_cast<std::uint32_t>(more.trigger);
  record.execution_children += static_cast<std::uint32_t>(more.execution);
  return record;
}

std::optional<ResourceRecord> ResourceReader::resource(ResourceKey key) {
  if (core::isSyntheticRoot(key.id)) return std::nullopt;
  if (const ResourceEntry* const entry = open_->find(key)) return whole(entry->record);
  auto older = closed_->older(key);
  if (!older) return std::nullopt;
  return whole(std::move(older->record));
}

std::optional<ResourceRecord> ResourceReader::recordAt(BirthPlace place) {
  const ChunkPtr chunk = chunks_->chunk(place.chunk);
  if (chunk == nullptr || place.ordinal >= chunk->births.size()) return std::nullopt;
  const Event& first = chunk->events[chunk->births[place.ordinal]];
  const ResourceKey key{first.context, first.id};
  if (const ResourceEntry* const entry = open_->find(key)) return entry->record;
  if (place.chunk >= closed_->chunks()) return std::nullopt;
  auto record = closed_->recordAt(place);
  if (!record) return std::nullopt;
  return std::move(record->record);
}

std::optional<ResourceRecord> ResourceReader::recordByScan(BirthPlace place) {
  const auto births = place.chunk < closed_->chunks() ? closed_->births(place.chunk) : nullptr;
  if (births == nullptr || place.ordinal >= births->size()) return recordAt(place);
  const Birth& birth = (*births)[place.ordinal];
  if (birth.kept) return recordAt(place);
  const std::size_t block = place.chunk / kChunksPerBlock;
  if (scan_ == nullptr || scan_->block() != block)
    scan_ = std::make_unique<BlockScan>(*chunks_, *closed_, block);
  const ResourceRecord* const found = scan_->record(place);
  if (found == nullptr || open_->find(found->key) != nullptr) return recordAt(place);
  ResourceRecord record = *found;
  record.creating_run = birth.creating_run;
  record.detail = birth.detail;
  return record;
}

std::optional<TreeNode> ResourceReader::node(ResourceKey key, ParentKind by) {
  TreeNode node;
  node.key = key;
  node.resource = resource(key);
  if (node.resource) {
    node.children = childrenOf(*node.resource, by);
    return node;
  }
  const ChildCounts counts = childrenAsMereParent(key);
  node.children = by == ParentKind::Trigger ? counts.trigger : counts.execution;
  const bool known = counts.trigger != 0 || counts.execution != 0 || core::isSyntheticRoot(key.id);
  return known ? std::optional(std::move(node)) : std::nullopt;
}

bool ResourceReader::isRoot(ResourceKey key) {
  if (core::isSyntheticRoot(key.id)) return true;
  const auto record = resource(key);
  return !record || record->init_seq == kNoSeq;
}

std::vector<TreeNode> ResourceReader::roots(ParentKind by) {
  std::set<ResourceKey> keys;
  for (const ResourceKey& key : closed_->mereParents())
    keys.insert(key);
  for (const auto& [key, parent] : open_->mereParents())
    keys.insert(key);
  for (const ResourceNumber number : closed_->olderBorn()) {
    const auto place = closed_->placeOf(number);
    const auto record = place ? recordAt(*place) : std::nullopt;
    if (record) keys.insert(record->key);
  }
  for (const OpenBirth& birth : open_->born()) {
    const ResourceRecord& record = birth.entry->record;
    if (record.init_seq == kNoSeq) keys.insert(record.key);
  }
  std::vector<TreeNode> found;
  for (const ResourceKey& key : keys) {
    if (!isRoot(key)) continue;
    auto root = node(key, by);
    if (root && root->children != 0) found.push_back(std::move(*root));
  }
  std::sort(found.begin(), found.end(),
            [](const TreeNode& a, const TreeNode& b) { return rootOrder(a) < rootOrder(b); });
  return found;
}

// Whole blocks are passed over by the number of children that were born in them.
std::size_t ResourceReader::skipBlocks(ResourceKey parent, ParentKind by, std::uint64_t& offset) {
  std::size_t from = 0;
  while (offset > 0) {
    const auto chunk = closed_->nextChunk(parent, from);
    if (!chunk) return from;
    const std::size_t block = *chunk / kChunksPerBlock;
    const auto listed = closed_->occurrence(parent, block);
    if (!listed) return *chunk;
    const std::uint64_t born =
        by == ParentKind::Trigger ? listed->trigger_born : listed->execution_born;
    if (born > offset) return *chunk;
    offset -= born;
    from = (block + 1) * kChunksPerBlock;
  }
  return from;
}

std::vector<TreeNode> ResourceReader::children(ResourceKey parent, ParentKind by,
                                               std::uint64_t offset, std::uint64_t limit) {
  std::vector<TreeNode> found;
  std::size_t from = skipBlocks(parent, by, offset);
  while (found.size() < limit) {
    const auto number = nextChunk(parent, from);
    if (!number) break;
    from = *number + 1;
    const ChunkPtr chunk = chunks_->chunk(*number);
    if (chunk == nullptr) continue;
    for (std::uint32_t i = 0; i < chunk->births.size() && found.size() < limit; ++i) {
      const Event& init = chunk->events[chunk->births[i]];
      if (init.kind != EventKind::Init || init.context != parent.context) continue;
      if (parentIn(init, by) != parent.id) continue;
      if (offset > 0) {
        --offset;
        continue;
      }
      auto record = recordAt({*number, i});
      if (!record) continue;
      *record = whole(std::move(*record));
      TreeNode node;
      node.key = record->key;
      node.children = childrenOf(*record, by);
      node.resource = std::move(record);
      found.push_back(std::move(node));
    }
  }
  return found;
}

std::vector<TreeNode> ResourceReader::chain(ResourceKey key, ParentKind by) {
  std::vector<TreeNode> found;
  std::unordered_set<std::uint64_t> seen;  // a stream that breaks the rules may hold a circle
  while (seen.insert(key.id.value).second) {
    std::optional<TreeNode> next = node(key, by);
    if (!next) break;
    found.push_back(std::move(*next));
    const std::optional<ResourceRecord>& record = found.back().resource;
    if (!record || record->init_seq == kNoSeq) break;
    key.id = by == ParentKind::Trigger ? record->trigger : record->execution;
  }
  return found;
}

std::unique_ptr<SubtreeQuery> ResourceReader::subtrees(std::span<const ResourceKey> tops,
                                                       ParentKind by) {
  std::vector<SubtreeReader::Top> known;
  known.reserve(tops.size());
  for (const ResourceKey key : tops)
    known.push_back({key, core::isSyntheticRoot(key.id) ? std::nullopt : resource(key)});
  return std::make_unique<SubtreeReader>(db_, *chunks_, *this, *damage_, std::move(known), by);
}

std::vector<ResourceRecord> ResourceReader::list(std::uint64_t offset, std::uint64_t limit) {
  std::vector<ResourceRecord> found;
  const ChunkDirectory& directory = chunks_->directory();
  const auto first = directory.chunkOfResource(offset + 1);
  if (!first || limit == 0) return found;
  std::uint64_t ordinal = offset - directory.resourcesBefore(*first);
  for (std::size_t number = *first; number < directory.size(); ++number, ordinal = 0) {
    const ChunkPtr chunk = chunks_->chunk(number);
    if (chunk == nullptr) continue;
    for (; ordinal < chunk->births.size(); ++ordinal) {
      if (found.size() >= limit) return found;
      const BirthPlace place{number, static_cast<std::uint32_t>(ordinal)};
      auto record = limit >= kMany ? recordByScan(place) : recordAt(place);
      if (record) found.push_back(whole(std::move(*record)));
    }
  }
  return found;
}

bool ResourceReader::eachKept(ResourceNumber up_to, EventSeq alive_at, const Take& take) {
  for (const KeptPage& page : closed_->keptPages()) {
    if (page.first_number > up_to) break;
    if (page.unfinished == 0 && page.last_destroy < alive_at) continue;
    const ClosedBlocks::KeptRecords records = closed_->keptRecords(page);
    if (records == nullptr) continue;
    for (const KeptRecord& kept : *records) {
      if (kept.number > up_to) break;
      if (kept.record.destroyed() && kept.record.destroy_seq < alive_at) continue;
      if (!takeKept(kept, take)) return false;
    }
  }
  return true;
}

// A kept record, unless the open block knows more, or it had events after its end.
bool ResourceReader::takeKept(const KeptRecord& kept, const Take& take) {
  if (const ResourceEntry* const entry = open_->find(kept.record.key)) return take(entry->record);
  if (const auto later = closed_->revived(kept.number)) return take(later->record);
  return take(kept.record);
}

bool ResourceReader::eachBorn(std::size_t first, std::size_t end, std::size_t at,
                              const Take& take) {
  end = std::min(end, chunks_->directory().size());
  for (std::size_t number = first; number < end; ++number) {
    const std::size_t in_block = at - std::min(at, number - number % kChunksPerBlock);
    const bool closed = number < closed_->chunks();
    const auto births = closed && number < at ? closed_->births(number) : nullptr;
    const ChunkPtr chunk = births == nullptr ? chunks_->chunk(number) : nullptr;
    if (births == nullptr && chunk == nullptr) continue;
    const std::size_t count = births != nullptr ? births->size() : chunk->births.size();
    for (std::uint32_t i = 0; i < count; ++i) {
      if (births != nullptr && !(*births)[i].kept && (*births)[i].chunks.last() < in_block)
        continue;
      auto record = recordAt({number, i});
      if (record && !take(*record)) return false;
    }
  }
  return true;
}

std::vector<ResourceRecord> ResourceReader::aliveIn(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                    std::uint64_t limit) {
  std::vector<ResourceRecord> found;
  if (begin_ns >= end_ns || limit == 0) return found;
  const ChunkDirectory& directory = chunks_->directory();
  const std::size_t reaching = std::min(directory.firstReaching(begin_ns), directory.size());
  const std::size_t end = directory.endBefore(end_ns);
  const Take take = [&](const ResourceRecord& record) {
    if (record.init_ns < end_ns && record.destroy_ns >= begin_ns) found.push_back(whole(record));
    return found.size() < limit;
  };
  const std::size_t block =
      reaching >= closed_->chunks() ? closed_->chunks() : reaching - reaching % kChunksPerBlock;
  const EventSeq from =
      reaching < directory.size() ? directory.firstSeq(reaching) : directory.events() + 1;
  if (!eachKept(directory.resourcesBefore(std::min(block, directory.size())), from, take))
    return found;
  if (!eachBorn(block, end, reaching, take)) return found;
  // What has no init counts as having been there all the time.
  const std::size_t after = std::max(block, end);
  for (const ResourceNumber number : closed_->olderBorn()) {
    const auto place = closed_->placeOf(number);
    if (!place || place->chunk < after) continue;
    auto record = recordAt(*place);
    if (record && !take(*record)) return found;
  }
  for (const OpenBirth& birth : open_->born()) {
    if (birth.entry->record.init_seq != kNoSeq) continue;
    const auto chunk = chunks_->directory().chunkOfResource(birth.entry->number);
    if (chunk && *chunk >= after && !take(birth.entry->record)) return found;
  }
  return found;
}

std::vector<ResourceRecord> ResourceReader::undestroyed(EventSeq at, std::uint64_t offset,
                                                        std::uint64_t limit) {
  std::vector<ResourceRecord> found;
  const ChunkDirectory& directory = chunks_->directory();
  const auto chunk = directory.chunkOf(at);
  if (!chunk || limit == 0) return found;
  const Take take = [&](const ResourceRecord& record) {
    if (!isAliveAt(record, at)) return true;
    if (offset > 0) {
      --offset;
      return true;
    }
    found.push_back(whole(record));
    return found.size() < limit;
  };
  // At the end of a session that has ended, all that lives is kept.
  const bool at_end = *chunk + 1 == closed_->chunks() && at == directory.lastSeq(*chunk);
  const std::size_t block = at_end                        ? *chunk + 1
                            : *chunk >= closed_->chunks() ? closed_->chunks()
                                                          : *chunk - *chunk % kChunksPerBlock;
  if (eachKept(directory.resourcesBefore(block), at + 1, take))
    eachBorn(block, *chunk + 1, *chunk, take);
  return found;
}

std::optional<std::size_t> ResourceReader::nextChunk(ResourceKey key, std::size_t from) {
  if (from < closed_->chunks()) {
    if (const auto chunk = closed_->nextChunk(key, from)) return chunk;
  }
  const std::size_t first = open_->firstChunk();
  const std::size_t start = from > first ? from - first : 0;
  const auto found = start < kChunksPerBlock ? open_->chunksOf(key).next(start) : std::nullopt;
  return found ? std::optional(first + *found) : std::nullopt;
}

std::optional<std::size_t> ResourceReader::previousChunk(ResourceKey key, std::size_t from) {
  const std::size_t first = open_->firstChunk();
  if (from >= first) {
    const auto found = open_->chunksOf(key).previous(from - first);
    if (found) return first + *found;
    if (first == 0) return std::nullopt;
    from = first - 1;
  }
  return closed_->previousChunk(key, from);
}

}  // namespace uvscope::storage
