#include "storage/chunk_reader.h"

#include <algorithm>
#include <utility>

#include "storage/event_codec.h"

namespace uvscope::storage {
namespace {

using core::Result;

constexpr std::string_view kSelectPageSql =
    "SELECT id, entries FROM event_directory WHERE id >= ? ORDER BY id";
constexpr std::string_view kSelectChunkSql =
    "SELECT key_frame, events FROM event_chunk WHERE id = ?";

std::string range(EventSeq first, EventSeq last) {
  return "events " + std::to_string(first) + " to " + std::to_string(last) + " cannot be read";
}

// What can be told of a chunk without the directory: not how busy it was.
ChunkEntry entryOf(const std::vector<core::Event>& events, const KeyFrame& frame,
                   ChunkEntry before) {
  ChunkEntry entry;
  entry.events = events.size();
  entry.min_ns = kNeverNs;
  entry.resources = before.resources;
  entry.alive = before.alive;
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    const core::Event& event = events[i];
    entry.min_ns = std::min(entry.min_ns, event.ts_ns);
    entry.max_ns = std::max(entry.max_ns, event.ts_ns);
    if (std::binary_search(frame.irregular.begin(), frame.irregular.end(), i)) continue;
    entry.resources += event.kind == core::EventKind::Init ? 1 : 0;
    entry.alive += event.kind == core::EventKind::Init ? 1 : 0;
    entry.alive -= event.kind == core::EventKind::Destroy && entry.alive > 0 ? 1 : 0;
  }
  return entry;
}

}  // namespace

Result<ChunkReader> ChunkReader::open(sqlite3* db, Damage& damage, bool truncated) {
  Result<Statement> page = Statement::prepare(db, kSelectPageSql);
  if (!page) return page.error();
  Result<Statement> chunk = Statement::prepare(db, kSelectChunkSql);
  if (!chunk) return chunk.error();
  ChunkReader reader(damage, std::move(*page), std::move(*chunk));
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
  std::vector<ChunkEntry> entries;
  bool whole = true;
  {
    const StatementUse use(select_page_);
    select_page_.bind(1, std::uint64_t{page});
    Statement::Step step = Statement::Step::Done;
    while (whole && (step = select_page_.step()) == Statement::Step::Row) {
      whole = select_page_.whole(0) == page && decodeDirectoryPage(select_page_.blob(1), entries);
      if (!whole) break;
      directory_.replaceFrom(page * kEntriesPerPage, entries);
      whole = entries.size() == kEntriesPerPage || !entries.empty();
      if (entries.size() < kEntriesPerPage) break;
      ++page;
    }
    if (step == Statement::Step::Failed) whole = false;
  }
  if (!whole) rebuildFrom(page * kEntriesPerPage);
}

void ChunkReader::rebuildFrom(std::size_t first) {
  if (first > directory_.size()) first = directory_.size();
  damage_->note("the table of contents of the events is damaged and was made anew");
  for (std::size_t number = first;; ++number) {
    const StatementUse use(select_chunk_);
    select_chunk_.bind(1, std::uint64_t{number});
    DecodedChunk chunk;
    if (select_chunk_.step() != Statement::Step::Row ||
        !decodeKeyFrame(select_chunk_.blob(0), chunk.frame) ||
        !decodeEvents(select_chunk_.blob(1), chunk.events) || chunk.events.empty()) {
      directory_.replaceFrom(number, {});
      return;
    }
    const ChunkEntry before = number == 0 ? ChunkEntry{} : directory_.entry(number - 1);
    const ChunkEntry entry = entryOf(chunk.events, chunk.frame, before);
    directory_.replaceFrom(number, std::span(&entry, 1));
  }
}

void ChunkReader::cutAtFirstUnreadable() {
  for (std::size_t number = 0; number < directory_.size(); ++number) {
    if (load(number) != nullptr) continue;
    directory_.replaceFrom(number, {});
    return;
  }
}

ChunkPtr ChunkReader::chunk(std::size_t number) {
  for (Cached& cached : cache_) {
    if (cached.chunk->number != number) continue;
    if (cached.chunk->events.size() != directory_.entry(number).events) break;  // has grown since
    cached.used = ++clock_;
    return cached.chunk;
  }
  ChunkPtr loaded = load(number);
  if (loaded == nullptr) {
    damage_->note(range(directory_.firstSeq(number), directory_.lastSeq(number)));
  } else {
    keep(loaded);
  }
  return loaded;
}

ChunkPtr ChunkReader::load(std::size_t number) {
  const StatementUse use(select_chunk_);
  select_chunk_.bind(1, std::uint64_t{number});
  if (select_chunk_.step() != Statement::Step::Row) return nullptr;
  auto chunk = std::make_shared<DecodedChunk>();
  chunk->number = number;
  chunk->first_seq = directory_.firstSeq(number);
  const std::uint64_t expected = directory_.entry(number).events;
  if (!decodeKeyFrame(select_chunk_.blob(0), chunk->frame) ||
      !decodeEvents(select_chunk_.blob(1), chunk->events) || chunk->events.size() < expected) {
    return nullptr;
  }
  chunk->events.resize(expected);
  return chunk;
}

void ChunkReader::keep(ChunkPtr chunk) {
  std::erase_if(cache_, [&](const Cached& old) { return old.chunk->number == chunk->number; });
  if (cache_.size() >= kCached) {
    cache_.erase(
        std::min_element(cache_.begin(), cache_.end(),
                         [](const Cached& a, const Cached& b) { return a.used < b.used; }));
  }
  cache_.push_back({std::move(chunk), ++clock_});
}

std::optional<KeyFrame> ChunkReader::keyFrame(std::size_t number) {
  for (const Cached& cached : cache_) {
    if (cached.chunk->number == number) return cached.chunk->frame;
  }
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
