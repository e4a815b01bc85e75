#include "storage/closed_blocks.h"

#include <algorithm>
#include <string>

#include "storage/checked_tables.h"
#include "storage/resource_events.h"
#include "storage/row_counts.h"
#include "storage/schema.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;
using core::ResourceKey;
using core::Result;

// What is looked up there by a key, and may rightly be missing.
constexpr CheckedTable kLookedUp[] = {kParentTable, kOddBirthTable, kRevivedTable};

// So many mere parents are held in memory.
constexpr std::size_t kFewParents = 4096;

ResourceKey keyIn(const CheckedSelect& row) {
  return {core::ContextId{static_cast<std::uint32_t>(row.integer(0))}, core::AsyncId{row.whole(1)}};
}

void bindKey(CheckedSelect& statement, ResourceKey key) {
  statement.bind(1, key.context.value);
  statement.bind(2, key.id.value);
}

}  // namespace

ClosedBlocks::ClosedBlocks(sqlite3* db, ChunkReader& chunks, Damage& damage)
    : db_(db), chunks_(&chunks), damage_(&damage) {}

Result<ClosedBlocks> ClosedBlocks::open(sqlite3* db, ChunkReader& chunks, Damage& damage) {
  ClosedBlocks blocks(db, chunks, damage);
  const Result<void> prepared =
      prepareAll(db, {{blocks.select_births_, kBirthTable, "WHERE id = ?"},
                      {blocks.select_occurrences_, kOccurrenceTable, "WHERE id = ?"},
                      {blocks.select_kept_, kKeptTable, "WHERE id = ?"},
                      {blocks.select_revived_, kRevivedTable, "WHERE number = ?"},
                      {blocks.select_stray_, kOddBirthTable, "WHERE context = ? AND id = ?"},
                      {blocks.select_parent_, kParentTable, "WHERE context = ? AND id = ?"}});
  if (!prepared) return prepared.error();
  blocks.refresh();
  return blocks;
}

bool ClosedBlocks::stepToRow(CheckedSelect& select) {
  const Statement::Step step = select.step();
  if (step == Statement::Step::Failed)
    damage_->note("some resources cannot be read: " + select.failure());
  return step == Statement::Step::Row;
}

bool ClosedBlocks::hasRows(const CheckedTable& table) {
  Result<CheckedSelect> select = CheckedSelect::prepare(db_, table, "LIMIT 1");
  return select && select->step() != Statement::Step::Done;
}

std::size_t ClosedBlocks::toldEnd() {
  Result<CheckedSelect> select = CheckedSelect::prepare(db_, kMetaTable, "WHERE key = ?");
  if (!select) return 0;
  select->bindText(1, kMetaClosedChunks);
  return stepToRow(*select) ? select->whole(1) : 0;
}

// One past the last chunk of which there are births.
std::size_t ClosedBlocks::writtenEnd() {
  Result<CheckedSelect> select =
      CheckedSelect::prepare(db_, kBirthTable, "ORDER BY id DESC LIMIT 1");
  return select && stepToRow(*select) ? select->whole(0) + 1 : 0;
}

// How many chunks are closed: what follows is taken for one open block, so it must be no more.
std::size_t ClosedBlocks::believableEnd() {
  const std::size_t chunks = chunks_->directory().size();
  const std::size_t told = toldEnd();
  const bool is_end_of_block = told == chunks || told % kChunksPerBlock == 0;
  if (told <= chunks && chunks - told <= kChunksPerBlock && is_end_of_block && told == writtenEnd())
    return told;
  damage_->note("how much of the session is complete cannot be read");
  return chunks - chunks % kChunksPerBlock;
}

bool ClosedBlocks::refresh() {
  const std::size_t closed = believableEnd();
  if (closed == closed_) return false;
  closed_ = closed;
  has_strays_ = hasRows(kOddBirthTable);
  has_revived_ = hasRows(kRevivedTable);
  readParents();
  kept_.clear();
  // The index is as of the end of the recording, and so are the pages then.
  const auto& indexed = chunks_->indexedKept();
  kept_pages_ = indexed ? *indexed : readKeptPages(db_, *damage_);
  kept_count_ = toldCount(db_, kCountOfKept, *damage_);
  checkCount(db_, kKeptTable.name, kept_pages_.size(), *damage_);
  return true;
}

void ClosedBlocks::check() {
  checkRows(db_, kLookedUp, *damage_);
}

void ClosedBlocks::readParents() {
  parents_.clear();
  all_parents_ = true;
  has_odd_parents_ = false;
  Result<CheckedSelect> select = CheckedSelect::prepare(db_, kParentTable);
  while (select && all_parents_ && stepToRow(*select)) {
    const ResourceKey key = keyIn(*select);
    parents_[key] = {select->whole(2), select->whole(3)};
    has_odd_parents_ = has_odd_parents_ || !core::isSyntheticRoot(key.id);
    all_parents_ = parents_.size() <= kFewParents;
  }
}

std::unordered_map<std::uint32_t, std::uint64_t> ClosedBlocks::highestIds() {
  auto highest = chunks_->bornIds().highest(closed_);
  if (!has_strays_) return highest;
  Result<CheckedSelect> select = CheckedSelect::prepare(db_, kOddBirthTable);
  while (select && stepToRow(*select)) {
    std::uint64_t& one = highest[static_cast<std::uint32_t>(select->integer(0))];
    one = std::max(one, select->whole(1));
  }
  return highest;
}

std::optional<ResourceNumber> ClosedBlocks::strayNumber(ResourceKey key) {
  if (!has_strays_) return std::nullopt;
  const StatementUse use(select_stray_);
  bindKey(select_stray_, key);
  if (!stepToRow(select_stray_)) return std::nullopt;
  return select_stray_.whole(2);
}

std::optional<BirthPlace> ClosedBlocks::birthIn(std::size_t number, ResourceKey key) {
  const ChunkPtr chunk = chunks_->chunk(number);
  if (chunk == nullptr) return std::nullopt;
  for (std::uint32_t i = 0; i < chunk->births.size(); ++i) {
    const Event& event = chunk->events[chunk->births[i]];
    if (event.id == key.id && event.context == key.context) return BirthPlace{number, i};
  }
  return std::nullopt;
}

std::optional<BirthPlace> ClosedBlocks::birthOf(ResourceKey key) {
  if (core::isSyntheticRoot(key.id)) return std::nullopt;
  for (const std::size_t chunk : chunks_->bornIds().chunksOf(key, closed_)) {
    if (const auto place = birthIn(chunk, key)) return place;
  }
  const auto number = strayNumber(key);
  const auto place = number ? placeOf(*number) : std::nullopt;
  // What the table says must be true of the events.
  return place ? birthIn(place->chunk, key) : std::nullopt;
}

std::optional<BirthPlace> ClosedBlocks::placeOf(ResourceNumber number) const {
  const ChunkDirectory& directory = chunks_->directory();
  const auto chunk = directory.chunkOfResource(number);
  if (!chunk || *chunk >= closed_) return std::nullopt;
  return BirthPlace{*chunk,
                    static_cast<std::uint32_t>(number - directory.resourcesBefore(*chunk) - 1)};
}

std::uint64_t ClosedBlocks::bornIn(std::size_t chunk) const {
  const ChunkDirectory& directory = chunks_->directory();
  return directory.entry(chunk).resources - directory.resourcesBefore(chunk);
}

ResourceNumber ClosedBlocks::numberOf(BirthPlace place) const {
  return chunks_->directory().resourcesBefore(place.chunk) + place.ordinal + 1;
}

std::shared_ptr<const std::vector<Birth>> ClosedBlocks::births(std::size_t chunk) {
  if (auto found = births_.find(chunk)) return found;
  const StatementUse use(select_births_);
  select_births_.bind(1, std::uint64_t{chunk});
  auto births = std::make_shared<std::vector<Birth>>();
  if (!stepToRow(select_births_) ||
      !decodeBirths(select_births_.blob(1), chunk % kChunksPerBlock, *births) ||
      births->size() != bornIn(chunk)) {
    damage_->note("some resources cannot be read");
    return nullptr;
  }
  births_.keep(chunk, births);
  return births;
}

std::shared_ptr<const OccurrenceIndex> ClosedBlocks::occurrences(std::size_t block) {
  if (auto found = occurrences_.find(block)) return found;
  const StatementUse use(select_occurrences_);
  select_occurrences_.bind(1, std::uint64_t{block});
  auto index = stepToRow(select_occurrences_) ? OccurrenceIndex::read(select_occurrences_.blob(1))
                                              : std::nullopt;
  if (!index) {
    damage_->note("some resources cannot be read");
    return nullptr;
  }
  auto kept = std::make_shared<OccurrenceIndex>(std::move(*index));
  occurrences_.keep(block, kept);
  return kept;
}

std::optional<Occurrence> ClosedBlocks::occurrence(ResourceKey key, std::size_t block) {
  const auto index = occurrences(block);
  return index == nullptr ? std::nullopt : index->find(key);
}

ClosedBlocks::KeptRecords ClosedBlocks::keptRecords(const KeptPage& page) {
  if (auto found = kept_.find(page.id)) return found;
  const StatementUse use(select_kept_);
  select_kept_.bind(1, page.id);
  auto records = std::make_shared<std::vector<KeptRecord>>();
  if (!stepToRow(select_kept_) || !decodeKept(select_kept_.blob(4), *records) ||
      !isAsTold(page, *records)) {
    damage_->note("some resources cannot be read");
    return nullptr;
  }
  kept_.keep(page.id, records);
  return records;
}

bool ClosedBlocks::isAsTold(const KeptPage& page, std::span<const KeptRecord> records) const {
  if (keptPageOf(page.id, records) != page) return false;
  if (page.id + 1 < kept_pages_.size()) return records.size() == kKeptPerPage;
  return !kept_count_ || page.id * kKeptPerPage + records.size() == *kept_count_;
}

std::optional<KeptRecord> ClosedBlocks::kept(ResourceNumber number) {
  const auto after = std::upper_bound(
      kept_pages_.begin(), kept_pages_.end(), number,
      [](ResourceNumber wanted, const KeptPage& page) { return wanted < page.first_number; });
  const KeptRecords records =
      after == kept_pages_.begin() ? nullptr : keptRecords(*std::prev(after));
  if (records == nullptr) {
    damage_->note("some resources cannot be read");
    return std::nullopt;
  }
  const auto found = std::lower_bound(
      records->begin(), records->end(), number,
      [](const KeptRecord& record, ResourceNumber wanted) { return record.number < wanted; });
  if (found != records->end() && found->number == number) return *found;
  damage_->note("some resources cannot be read");  // its birth says that it is there
  return std::nullopt;
}

std::optional<KeptRecord> ClosedBlocks::revived(ResourceNumber number) {
  if (!has_revived_) return std::nullopt;
  const StatementUse use(select_revived_);
  select_revived_.bind(1, number);
  if (!stepToRow(select_revived_)) return std::nullopt;
  std::vector<KeptRecord> records;
  if (decodeKept(select_revived_.blob(1), records) && records.size() == 1) return records.front();
  damage_->note("some resources cannot be read");
  return std::nullopt;
}

std::vector<ResourceNumber> ClosedBlocks::revivedAmong(ResourceNumber first, ResourceNumber last) {
  std::vector<ResourceNumber> numbers;
  if (!has_revived_) return numbers;
  Result<CheckedSelect> select =
      CheckedSelect::prepare(db_, kRevivedTable, "WHERE number BETWEEN ? AND ? ORDER BY number");
  if (!select) return numbers;
  select->bind(1, first);
  select->bind(2, last);
  while (stepToRow(*select))
    numbers.push_back(select->whole(0));
  return numbers;
}

std::optional<KeptRecord> ClosedBlocks::recordAt(BirthPlace place) {
  const ResourceNumber number = numberOf(place);
  if (auto record = revived(number)) return record;
  const auto all = births(place.chunk);
  if (all == nullptr || place.ordinal >= all->size()) return std::nullopt;
  const Birth& birth = (*all)[place.ordinal];
  return birth.kept ? kept(number) : derive(place, birth);
}

// Its own events are all that there is to know, and its children are born in its chunks.
std::optional<KeptRecord> ClosedBlocks::derive(BirthPlace place, const Birth& birth) {
  const std::size_t block = place.chunk - place.chunk % kChunksPerBlock;
  const ChunkPtr first = chunks_->chunk(place.chunk);
  if (first == nullptr || place.ordinal >= first->births.size()) return std::nullopt;
  const std::uint32_t born_at = first->births[place.ordinal];
  const Event& init = first->events[born_at];
  const ResourceKey key{init.context, init.id};
  RecordBuilder builder(key);
  builder.init(init, first->first_seq + born_at);
  ResourceRecord& record = builder.record();
  KeptRecord made;
  made.number = numberOf(place);
  for (auto next = birth.chunks.next(0); next; next = birth.chunks.next(*next + 1)) {
    const ChunkPtr chunk = chunks_->chunk(block + *next);
    if (chunk == nullptr) return std::nullopt;
    std::uint32_t i = chunk->number == place.chunk ? born_at : 0;
    for (; i < chunk->events.size(); ++i) {
      const Event& event = chunk->events[i];
      if (event.context != key.context) continue;
      if (event.kind == EventKind::Init && (event.trigger == key.id || event.execution == key.id) &&
          chunk->isBirth(i)) {
        record.trigger_children += event.trigger == key.id ? 1 : 0;
        record.execution_children += event.execution == key.id ? 1 : 0;
      }
      if (event.id != key.id || event.kind == EventKind::Init) continue;
      made.starts += event.kind == EventKind::Before ? 1 : 0;
      builder.take(event, chunk->first_seq + i);
    }
    if (*next + 1 == kChunksPerBlock) break;
  }
  record.creating_run = birth.creating_run;
  record.detail = birth.detail;
  made.record = std::move(record);
  return made;
}

std::optional<KeptRecord> ClosedBlocks::derive(ResourceNumber number, const Birth& birth) {
  const ChunkDirectory& directory = chunks_->directory();
  const auto chunk = directory.chunkOfResource(number);
  if (!chunk) return std::nullopt;
  const std::uint64_t before = directory.resourcesBefore(*chunk);
  return derive({*chunk, static_cast<std::uint32_t>(number - before - 1)}, birth);
}

std::optional<KeptRecord> ClosedBlocks::older(ResourceKey key) {
  const auto place = birthOf(key);
  return place ? recordAt(*place) : std::nullopt;
}

ChildCounts ClosedBlocks::childrenAsMereParent(ResourceKey key) {
  if (all_parents_) {
    const auto found = parents_.find(key);
    return found == parents_.end() ? ChildCounts{} : found->second;
  }
  const StatementUse use(select_parent_);
  bindKey(select_parent_, key);
  if (!stepToRow(select_parent_)) return {};
  return {select_parent_.whole(2), select_parent_.whole(3)};
}

std::vector<ResourceKey> ClosedBlocks::mereParents() {
  std::vector<ResourceKey> keys;
  Result<CheckedSelect> select = CheckedSelect::prepare(db_, kParentTable);
  while (select && stepToRow(*select))
    keys.push_back(keyIn(*select));
  return keys;
}

std::vector<ResourceNumber> ClosedBlocks::olderBorn() {
  std::vector<ResourceNumber> numbers;
  if (!has_strays_) return numbers;
  Result<CheckedSelect> select = CheckedSelect::prepare(db_, kOddBirthTable);
  while (select && stepToRow(*select)) {
    if (select->whole(3) == 0) numbers.push_back(select->whole(2));
  }
  std::ranges::sort(numbers);
  return numbers;
}

const ChunkSet* ClosedBlocks::Span::ownChunks() const {
  if (births == nullptr || birth->ordinal >= births->size()) return nullptr;
  const Birth& own = (*births)[birth->ordinal];
  return own.kept ? nullptr : &own.chunks;
}

// What ended in the block it was born in occurs there alone, unless something broke the rules and
// came later: then it is listed as a mere parent, or was revived.
ClosedBlocks::Span ClosedBlocks::spanOf(ResourceKey key) {
  Span span;
  span.birth = birthOf(key);
  if (span.birth) span.births = births(span.birth->chunk);
  const ChildCounts late = childrenAsMereParent(key);
  const bool is_late = late.trigger != 0 || late.execution != 0 ||
                       (span.birth && has_revived_ && revived(numberOf(*span.birth)));
  const std::size_t blocks = (closed_ + kChunksPerBlock - 1) / kChunksPerBlock;
  if (is_late) {
    span.end_block = blocks;
  } else if (span.birth) {
    span.first_block = span.birth->chunk / kChunksPerBlock;
    span.end_block = span.ownChunks() != nullptr ? span.first_block + 1 : blocks;
    if (span.ownChunks() == nullptr) {
      const auto record = kept(numberOf(*span.birth));
      const bool over = record && record->record.destroyed() && !record->running;
      const auto last = over ? chunks_->directory().chunkOf(record->last_seq) : std::nullopt;
      if (last) span.end_block = std::min(blocks, *last / kChunksPerBlock + 1);
    }
  }
  return span;
}

ChunkSet ClosedBlocks::chunksIn(std::size_t block, const Span& span, ResourceKey key) {
  ChunkSet chunks;
  const ChunkSet* const own = span.ownChunks();
  if (own != nullptr && span.birth->chunk / kChunksPerBlock == block) chunks = *own;
  if (own == nullptr || span.end_block - span.first_block > 1) {
    if (const auto listed = occurrence(key, block)) chunks.add(listed->chunks);
  }
  return chunks;
}

std::optional<std::size_t> ClosedBlocks::nextChunk(ResourceKey key, std::size_t from) {
  const Span span = spanOf(key);
  for (std::size_t block = std::max(span.first_block, from / kChunksPerBlock);
       block < span.end_block; ++block) {
    const std::size_t first = block * kChunksPerBlock;
    const ChunkSet chunks = chunksIn(block, span, key);
    const std::size_t start = from > first ? from - first : 0;
    const auto found = start < kChunksPerBlock ? chunks.next(start) : std::nullopt;
    if (found && first + *found < closed_) return first + *found;
  }
  return std::nullopt;
}

std::optional<std::size_t> ClosedBlocks::previousChunk(ResourceKey key, std::size_t from) {
  const Span span = spanOf(key);
  for (std::size_t block = std::min(span.end_block, from / kChunksPerBlock + 1);
       block-- > span.first_block;) {
    const std::size_t first = block * kChunksPerBlock;
    const ChunkSet chunks = chunksIn(block, span, key);
    if (const auto found = chunks.previous(from - first)) return first + *found;
  }
  return std::nullopt;
}

}  // namespace uvscope::storage
