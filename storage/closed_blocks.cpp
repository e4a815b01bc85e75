#include "storage/closed_blocks.h"

#include <algorithm>
#include <string>

#include "storage/resource_events.h"
#include "storage/schema.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;
using core::ResourceKey;
using core::Result;

constexpr std::string_view kSelectBirthsSql = "SELECT births FROM birth_chunk WHERE id = ?";
constexpr std::string_view kSelectOccurrencesSql = "SELECT entries FROM occurrence WHERE id = ?";
constexpr std::string_view kSelectKeptSql = "SELECT records FROM kept WHERE id = ?";
constexpr std::string_view kSelectRevivedSql = "SELECT record FROM revived WHERE number = ?";
constexpr std::string_view kSelectStraySql =
    "SELECT number FROM odd_birth WHERE context = ? AND id = ?";
constexpr std::string_view kSelectStraysSql =
    "SELECT context, max(id) FROM odd_birth GROUP BY context";
constexpr std::string_view kSelectOlderSql =
    "SELECT number FROM odd_birth WHERE made = 0 ORDER BY number";
constexpr std::string_view kSelectParentSql =
    "SELECT trigger_children, execution_children FROM parent WHERE context = ? AND id = ?";
constexpr std::string_view kSelectParentsSql =
    "SELECT context, id, trigger_children, execution_children FROM parent";
constexpr std::string_view kSelectClosedSql = "SELECT value FROM meta WHERE key = ?";

// So many mere parents are held in memory.
constexpr std::size_t kFewParents = 4096;

ResourceKey keyIn(const Statement& row) {
  return {core::ContextId{static_cast<std::uint32_t>(row.integer(0))}, core::AsyncId{row.whole(1)}};
}

void bindKey(Statement& statement, ResourceKey key) {
  statement.bind(1, key.context.value);
  statement.bind(2, key.id.value);
}

}  // namespace

ClosedBlocks::ClosedBlocks(sqlite3* db, ChunkReader& chunks, Damage& damage)
    : db_(db), chunks_(&chunks), damage_(&damage) {}

Result<ClosedBlocks> ClosedBlocks::open(sqlite3* db, ChunkReader& chunks, Damage& damage) {
  ClosedBlocks blocks(db, chunks, damage);
  const Result<void> prepared = prepareAll(db, {{blocks.select_births_, kSelectBirthsSql},
                                                {blocks.select_occurrences_, kSelectOccurrencesSql},
                                                {blocks.select_kept_, kSelectKeptSql},
                                                {blocks.select_revived_, kSelectRevivedSql},
                                                {blocks.select_stray_, kSelectStraySql},
                                                {blocks.select_parent_, kSelectParentSql}});
  if (!prepared) return prepared.error();
  blocks.refresh();
  return blocks;
}

bool ClosedBlocks::stepToRow(Statement& select) {
  const Statement::Step step = select.step();
  if (step == Statement::Step::Failed) {
    damage_->note(std::string("some resources cannot be read: ") + sqlite3_errmsg(db_));
  }
  return step == Statement::Step::Row;
}

bool ClosedBlocks::hasRows(const char* table) {
  Result<Statement> select = Statement::prepare(
      db_, std::string("SELECT EXISTS(SELECT 1 FROM ").append(table).append(")"));
  return select && stepToRow(*select) && select->integer(0) != 0;
}

// How many chunks are closed is one number in the file, and what follows is taken for one open
// block: it must be no more than that.
std::size_t ClosedBlocks::believableEnd(std::size_t told) {
  const std::size_t chunks = chunks_->directory().size();
  if (told >= chunks) return chunks;
  if (told % kChunksPerBlock == 0 && chunks - told <= kChunksPerBlock) return told;
  damage_->note("how much of the session is complete cannot be read");
  return chunks - chunks % kChunksPerBlock;
}

void ClosedBlocks::refresh() {
  std::size_t closed = 0;
  if (Result<Statement> select = Statement::prepare(db_, kSelectClosedSql)) {
    select->bindText(1, kMetaClosedChunks);
    if (stepToRow(*select)) closed = select->whole(0);
  }
  closed = believableEnd(closed);
  if (closed == closed_) return;
  closed_ = closed;
  has_strays_ = hasRows("odd_birth");
  has_revived_ = hasRows("revived");
  readParents();
  kept_.clear();
  // The index is as of the end of the recording, and so are the pages then.
  const std::optional<SessionIndex> index = readSessionIndex(db_);
  kept_pages_ = index ? index->kept : readKeptPages(db_);
}

void ClosedBlocks::readParents() {
  parents_.clear();
  all_parents_ = true;
  Result<Statement> select = Statement::prepare(db_, kSelectParentsSql);
  while (select && all_parents_ && stepToRow(*select)) {
    parents_[keyIn(*select)] = {select->whole(2), select->whole(3)};
    all_parents_ = parents_.size() <= kFewParents;
  }
}

std::unordered_map<std::uint32_t, std::uint64_t> ClosedBlocks::highestIds() {
  auto highest = chunks_->bornIds().highest(closed_);
  if (!has_strays_) return highest;
  Result<Statement> select = Statement::prepare(db_, kSelectStraysSql);
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
  return select_stray_.whole(0);
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

ResourceNumber ClosedBlocks::numberOf(BirthPlace place) const {
  return chunks_->directory().resourcesBefore(place.chunk) + place.ordinal + 1;
}

std::shared_ptr<const std::vector<Birth>> ClosedBlocks::births(std::size_t chunk) {
  if (auto found = births_.find(chunk)) return found;
  const StatementUse use(select_births_);
  select_births_.bind(1, std::uint64_t{chunk});
  auto births = std::make_shared<std::vector<Birth>>();
  if (!stepToRow(select_births_) ||
      !decodeBirths(select_births_.blob(0), chunk % kChunksPerBlock, *births)) {
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
  auto index = stepToRow(select_occurrences_) ? OccurrenceIndex::read(select_occurrences_.blob(0))
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
  if (!stepToRow(select_kept_) || !decodeKept(select_kept_.blob(0), *records)) {
    damage_->note("some resources cannot be read");
    return nullptr;
  }
  kept_.keep(page.id, records);
  return records;
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
  if (decodeKept(select_revived_.blob(0), records) && records.size() == 1) return records.front();
  damage_->note("some resources cannot be read");
  return std::nullopt;
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
  return {select_parent_.whole(0), select_parent_.whole(1)};
}

std::vector<ResourceKey> ClosedBlocks::mereParents() {
  std::vector<ResourceKey> keys;
  Result<Statement> select = Statement::prepare(db_, kSelectParentsSql);
  while (select && stepToRow(*select))
    keys.push_back(keyIn(*select));
  return keys;
}

std::vector<ResourceNumber> ClosedBlocks::olderBorn() {
  std::vector<ResourceNumber> numbers;
  if (!has_strays_) return numbers;
  Result<Statement> select = Statement::prepare(db_, kSelectOlderSql);
  while (select && stepToRow(*select))
    numbers.push_back(select->whole(0));
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
