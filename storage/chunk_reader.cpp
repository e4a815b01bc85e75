#include "storage/chunk_reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "storage/checked_tables.h"

namespace uvscope::storage {
namespace {

using core::Result;

std::string range(EventSeq first, EventSeq last) {
  return "events " + std::to_string(first) + " to " + std::to_string(last) + " cannot be read";
}

// What can be told of a chunk without the directory: not how busy it was.
ChunkEntry entryOf(const DecodedChunk& chunk, const ChunkEntry& before) {
  const std::vector<core::Event>& events = chunk.events;
  ChunkEntry entry;
  entry.events = events.size();
  entry.min_ns = kNeverNs;
  entry.resources = before.resources + chunk.births.size();
  entry.alive = before.alive + static_cast<std::uint64_t>(chunk.alive_change);
  for (const core::Event& event : events) {
    entry.min_ns = std::min(entry.min_ns, event.ts_ns);
    entry.max_ns = std::max(entry.max_ns, event.ts_ns);
  }
  return entry;
}

// A second init makes nothing, a second destroy ends nothing.
void leaveOut(std::span<const std::uint32_t> irregular, DecodedChunk& chunk) {
  for (const std::uint32_t position : irregular) {
    const core::EventKind kind = chunk.events[position].kind;
    if (kind == core::EventKind::Init) --chunk.alive_change;
    if (kind == core::EventKind::Destroy) ++chunk.alive_change;
  }
  std::vector<std::uint32_t> regular;
  std::ranges::set_difference(chunk.births, irregular, std::back_inserter(regular));
  chunk.births = std::move(regular);
}

void addBirths(std::span<const std::uint32_t> older, DecodedChunk& chunk) {
  std::vector<std::uint32_t> all;
  std::ranges::set_union(chunk.births, older, std::back_inserter(all));
  chunk.births = std::move(all);
}

// Those that are positions in a chunk of so many events. They are in order.
std::span<const std::uint32_t> below(std::size_t events, std::span<const std::uint32_t> positions) {
  const auto end = std::ranges::lower_bound(positions, events);
  return {positions.begin(), end};
}

// Fills in what follows from its events and its key frame.
void countResources(const EventDecoder& decoder, DecodedChunk& chunk) {
  chunk.births.assign(decoder.inits().begin(), decoder.inits().end());
  chunk.alive_change = static_cast<std::int64_t>(chunk.births.size()) -
                       static_cast<std::int64_t>(decoder.destroys());
  const auto irregular = below(chunk.events.size(), chunk.frame.irregular);
  const auto older = below(chunk.events.size(), chunk.frame.older);
  if (!irregular.empty()) leaveOut(irregular, chunk);
  if (!older.empty()) addBirths(older, chunk);
}

// False if it was changed.
bool decode(const CheckedSelect& row, EventDecoder& decoder, DecodedChunk& chunk) {
  if (!decodeKeyFrame(row.blob(1), chunk.frame)) return false;
  if (!decoder.decode(row.blob(2), chunk.events)) return false;
  countResources(decoder, chunk);
  return true;
}

// Whether entries agree among themselves, and with the chunk before them.
bool agree(const std::vector<ChunkEntry>& entries, std::uint64_t resources) {
  for (const ChunkEntry& entry : entries) {
    if (entry.resources < resources || entry.resources - resources > entry.events) return false;
    if (entry.alive > entry.resources || entry.min_ns > entry.max_ns) return false;
    resources = entry.resources;
  }
  return true;
}

}  // namespace

bool DecodedChunk::isBirth(std::uint32_t position) const {
  return std::binary_search(births.begin(), births.end(), position);
}

Result<ChunkReader> ChunkReader::open(sqlite3* db, Damage& damage, bool truncated) {
  ChunkReader reader(damage);
  const Result<void> prepared =
      prepareAll(db, {{reader.select_page_, kDirectoryTable, "WHERE id >= ? ORDER BY id"},
                      {reader.select_chunk_, kChunkTable, "WHERE id = ?"}});
  if (!prepared) return prepared.error();
  reader.readIndex(db);
  reader.refresh();
  if (truncated) reader.cutAtFirstUnreadable();
  return reader;
}

void ChunkReader::refresh() {
  // All pages but the last are full and stay as they are.
  std::size_t page = directory_.size() / kEntriesPerPage;
  while (readPage(page))
    ++page;
}

// True if it was full: there may be another.
bool ChunkReader::readPage(std::size_t page) {
  const StatementUse use(select_page_);
  select_page_.bind(1, std::uint64_t{page});
  const Statement::Step step = select_page_.step();
  if (step == Statement::Step::Done) return false;
  if (step == Statement::Step::Failed || select_page_.whole(0) != page ||
      !takePage(page, select_page_.blob(1), select_page_.blob(2))) {
    rebuildFrom(page * kEntriesPerPage);
    return false;
  }
  return directory_.size() == (page + 1) * kEntriesPerPage;
}

// False if they were changed.
bool ChunkReader::takePage(std::size_t page, std::span<const std::uint8_t> packed_entries,
                           std::span<const std::uint8_t> packed_born) {
  auto& [entries, born] = page_;
  if (!decodeDirectoryPage(packed_entries, entries) || entries.empty() ||
      !agree(entries, directory_.resourcesBefore(page * kEntriesPerPage)) ||
      !decodeBornRanges(packed_born, entries.size(), born)) {
    return false;
  }
  directory_.replaceFrom(page * kEntriesPerPage, entries);
  born_.replaceFrom(page * kEntriesPerPage, born);
  return true;
}

// A recording that has ended has them all in one piece. What is wrong with it, the pages mend.
void ChunkReader::readIndex(sqlite3* db) {
  readSessionIndex(db, *damage_, [this](SessionIndex index) {
    indexed_kept_ = std::move(index.kept);
    std::size_t entry_bytes = 0;
    for (const SessionIndex::Page& one : index.directory)
      entry_bytes += one.entries.size();
    directory_.reserve(entry_bytes / sizeof(ChunkEntry));
    for (std::size_t page = 0; page < index.directory.size(); ++page) {
      const SessionIndex::Page& one = index.directory[page];
      if (directory_.size() == page * kEntriesPerPage && takePage(page, one.entries, one.born))
        continue;
      return damage_->note("the index of the session is wrong");
    }
  });
}

void ChunkReader::rebuildFrom(std::size_t first) {
  if (first > directory_.size()) first = directory_.size();
  damage_->note("the table of contents of the events is damaged and was made anew");
  BornIds born(born_.highest(first));
  for (std::size_t number = first;; ++number) {
    const StatementUse use(select_chunk_);
    DecodedChunk chunk;
    if (!stepTo(number) || !decode(select_chunk_, decoder_, chunk) || chunk.events.empty()) {
      directory_.replaceFrom(number, {});
      born_.replaceFrom(number, {});
      return;
    }
    const ChunkEntry before = number == 0 ? ChunkEntry{} : directory_.entry(number - 1);
    const ChunkEntry entry = entryOf(chunk, before);
    directory_.replaceFrom(number, std::span(&entry, 1));
    born.beginChunk();
    for (const std::uint32_t birth : chunk.births) {
      const core::Event& event = chunk.events[birth];
      if (event.kind == core::EventKind::Init) born.add({event.context, event.id});
    }
    born_.replaceFrom(number, std::span(&born.ranges(), 1));
  }
}

void ChunkReader::cutAtFirstUnreadable() {
  for (std::size_t number = 0; number < directory_.size(); ++number) {
    if (passing(number) != nullptr) continue;
    directory_.replaceFrom(number, {});
    born_.replaceFrom(number, {});
    return;
  }
}

ChunkPtr ChunkReader::cached(std::size_t number) {
  ChunkPtr cached = cache_.find(number);
  // The last one may have grown since.
  const bool whole = cached != nullptr && cached->events.size() == directory_.entry(number).events;
  return whole ? cached : nullptr;
}

ChunkPtr ChunkReader::chunk(std::size_t number) {
  if (ChunkPtr known = cached(number)) return known;
  ChunkPtr loaded = load(number);
  if (loaded == nullptr) return nullptr;
  ChunkPtr gone = cache_.keep(number, loaded);
  if (gone.use_count() == 1) spare_ = std::const_pointer_cast<DecodedChunk>(gone);
  return loaded;
}

ChunkPtr ChunkReader::passing(std::size_t number) {
  if (ChunkPtr known = cached(number)) return known;
  ChunkPtr loaded = load(number);
  spare_ = std::const_pointer_cast<DecodedChunk>(loaded);
  return loaded;
}

std::shared_ptr<DecodedChunk> ChunkReader::emptyChunk() {
  std::shared_ptr<DecodedChunk> chunk = std::move(spare_);
  if (chunk.use_count() != 1) return std::make_shared<DecodedChunk>();
  chunk->frame = {};
  return chunk;
}

bool ChunkReader::stepTo(std::size_t number) {
  select_chunk_.bind(1, std::uint64_t{number});
  return select_chunk_.step() == Statement::Step::Row;
}

bool ChunkReader::isAsListed(const DecodedChunk& chunk) const {
  const ChunkEntry& entry = directory_.entry(chunk.number);
  const std::uint64_t alive = chunk.number == 0 ? 0 : directory_.entry(chunk.number - 1).alive;
  return entry.resources - directory_.resourcesBefore(chunk.number) == chunk.births.size() &&
         entry.alive - alive == static_cast<std::uint64_t>(chunk.alive_change);
}

ChunkPtr ChunkReader::load(std::size_t number) {
  const StatementUse use(select_chunk_);
  std::shared_ptr<DecodedChunk> chunk = emptyChunk();
  chunk->number = number;
  chunk->first_seq = directory_.firstSeq(number);
  if (!stepTo(number) || !decode(select_chunk_, decoder_, *chunk) ||
      chunk->events.size() != directory_.entry(number).events) {
    damage_->note(range(directory_.firstSeq(number), directory_.lastSeq(number)));
    return nullptr;
  }
  if (!isAsListed(*chunk)) damage_->note("the table of contents of the events is wrong");
  return chunk;
}

std::optional<KeyFrame> ChunkReader::keyFrame(std::size_t number) {
  if (const ChunkPtr cached = cache_.find(number)) return cached->frame;
  const StatementUse use(select_chunk_);
  KeyFrame frame;
  if (stepTo(number) && decodeKeyFrame(select_chunk_.blob(1), frame)) return frame;
  damage_->note(range(directory_.firstSeq(number), directory_.lastSeq(number)));
  return std::nullopt;
}

}  // namespace uvscope::storage
