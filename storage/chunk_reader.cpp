#include "storage/chunk_reader.h"

#include <algorithm>
#include <utility>

#include "storage/event_codec.h"
#include "storage/session_index.h"

namespace uvscope::storage {
namespace {

using core::Result;

constexpr std::string_view kSelectPageSql =
    "SELECT id, entries, born FROM event_directory WHERE id >= ? ORDER BY id";
constexpr std::string_view kSelectChunkSql =
    "SELECT key_frame, events FROM event_chunk WHERE id = ?";

std::string range(EventSeq first, EventSeq last) {
  return "events " + std::to_string(first) + " to " + std::to_string(last) + " cannot be read";
}

// What can be told of a chunk without the directory: not how busy it was.
ChunkEntry entryOf(const DecodedChunk& chunk, const ChunkEntry& before) {
  const std::vector<core::Event>& events = chunk.events;
  const KeyFrame& frame = chunk.frame;
  ChunkEntry entry;
  entry.events = events.size();
  entry.min_ns = kNeverNs;
  entry.resources = before.resources + chunk.births.size();
  entry.alive = before.alive;
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    const core::Event& event = events[i];
    entry.min_ns = std::min(entry.min_ns, event.ts_ns);
    entry.max_ns = std::max(entry.max_ns, event.ts_ns);
    if (std::binary_search(frame.irregular.begin(), frame.irregular.end(), i)) continue;
    entry.alive += event.kind == core::EventKind::Init ? 1 : 0;
    entry.alive -= event.kind == core::EventKind::Destroy && entry.alive > 0 ? 1 : 0;
  }
  return entry;
}

std::vector<std::uint32_t> birthsIn(const std::vector<core::Event>& events, const KeyFrame& frame) {
  std::vector<std::uint32_t> births;
  if (frame.irregular.empty() && frame.older.empty()) {
    for (std::uint32_t i = 0; i < events.size(); ++i) {
      if (events[i].kind == core::EventKind::Init) births.push_back(i);
    }
    return births;
  }
  auto irregular = frame.irregular.begin();
  auto older = frame.older.begin();
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    const bool is_irregular = irregular != frame.irregular.end() && *irregular == i;
    if (is_irregular) ++irregular;
    const bool is_older = older != frame.older.end() && *older == i;
    if (is_older) ++older;
    if (is_older || (events[i].kind == core::EventKind::Init && !is_irregular)) births.push_back(i);
  }
  return births;
}

// False if it was changed.
bool decode(const Statement& row, DecodedChunk& chunk) {
  if (!decodeKeyFrame(row.blob(0), chunk.frame)) return false;
  if (!decodeEvents(row.blob(1), chunk.events)) return false;
  chunk.births = birthsIn(chunk.events, chunk.frame);
  return true;
}

}  // namespace

bool DecodedChunk::isBirth(std::uint32_t position) const {
  return std::binary_search(births.begin(), births.end(), position);
}

Result<ChunkReader> ChunkReader::open(sqlite3* db, Damage& damage, bool truncated) {
  Result<Statement> page = Statement::prepare(db, kSelectPageSql);
  if (!page) return page.error();
  Result<Statement> chunk = Statement::prepare(db, kSelectChunkSql);
  if (!chunk) return chunk.error();
  ChunkReader reader(damage, std::move(*page), std::move(*chunk));
  reader.readIndex(db);
  reader.refresh();
  if (truncated) reader.cutAtFirstUnreadable();
  return reader;
}

ChunkReader::ChunkReader(Damage& damage, Statement select_page, Statement select_chunk)
    : damage_(&damage),
      select_page_(std::move(select_page)),
      select_chunk_(std::move(select_chunk)) {}

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
  std::vector<ChunkEntry> entries;
  std::vector<BornRanges> born;
  if (!decodeDirectoryPage(packed_entries, entries) || entries.empty() ||
      !decodeBornRanges(packed_born, entries.size(), born)) {
    return false;
  }
  directory_.replaceFrom(page * kEntriesPerPage, entries);
  born_.replaceFrom(page * kEntriesPerPage, born);
  return true;
}

// A recording that has ended has them all in one piece. What is wrong with it, the pages mend.
void ChunkReader::readIndex(sqlite3* db) {
  const std::optional<SessionIndex> index = readSessionIndex(db);
  if (!index) return;
  for (std::size_t page = 0; page < index->directory.size(); ++page) {
    if (directory_.size() != page * kEntriesPerPage) return;
    if (!takePage(page, index->directory[page].entries, index->directory[page].born)) return;
  }
}

void ChunkReader::rebuildFrom(std::size_t first) {
  if (first > directory_.size()) first = directory_.size();
  damage_->note("the table of contents of the events is damaged and was made anew");
  BornIds born(born_.highest(first));
  for (std::size_t number = first;; ++number) {
    const StatementUse use(select_chunk_);
    select_chunk_.bind(1, std::uint64_t{number});
    DecodedChunk chunk;
    if (select_chunk_.step() != Statement::Step::Row || !decode(select_chunk_, chunk) ||
        chunk.events.empty()) {
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

ChunkPtr ChunkReader::load(std::size_t number) {
  const StatementUse use(select_chunk_);
  select_chunk_.bind(1, std::uint64_t{number});
  std::shared_ptr<DecodedChunk> chunk = emptyChunk();
  chunk->number = number;
  chunk->first_seq = directory_.firstSeq(number);
  const std::uint64_t expected = directory_.entry(number).events;
  if (select_chunk_.step() != Statement::Step::Row || !decode(select_chunk_, *chunk) ||
      chunk->events.size() < expected) {
    damage_->note(range(directory_.firstSeq(number), directory_.lastSeq(number)));
    return nullptr;
  }
  if (chunk->events.size() > expected) {
    chunk->events.resize(expected);
    std::erase_if(chunk->births, [expected](std::uint32_t birth) { return birth >= expected; });
  }
  return chunk;
}

std::optional<KeyFrame> ChunkReader::keyFrame(std::size_t number) {
  if (const ChunkPtr cached = cache_.find(number)) return cached->frame;
  const StatementUse use(select_chunk_);
  select_chunk_.bind(1, std::uint64_t{number});
  KeyFrame frame;
  if (select_chunk_.step() == Statement::Step::Row &&
      decodeKeyFrame(select_chunk_.blob(0), frame)) {
    return frame;
  }
  damage_->note(range(directory_.firstSeq(number), directory_.lastSeq(number)));
  return std::nullopt;
}

}  // namespace uvscope::storage
