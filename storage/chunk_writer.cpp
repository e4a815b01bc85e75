#include "storage/chunk_writer.h"

#include <algorithm>

namespace uvscope::storage {
namespace {

using core::Result;

constexpr std::string_view kInsertChunkSql =
    "INSERT OR REPLACE INTO event_chunk(id, key_frame, events) VALUES (?, ?, ?)";
constexpr std::string_view kInsertPageSql =
    "INSERT OR REPLACE INTO event_directory(id, entries) VALUES (?, ?)";

std::uint64_t elapsed(std::uint64_t from, std::uint64_t to) {
  return to > from ? to - from : 0;
}

}  // namespace

Result<ChunkWriter> ChunkWriter::open(sqlite3* db) {
  ChunkWriter writer;
  Result<Statement> chunk = Statement::prepare(db, kInsertChunkSql);
  if (!chunk) return chunk.error();
  Result<Statement> page = Statement::prepare(db, kInsertPageSql);
  if (!page) return page.error();
  writer.insert_chunk_ = std::move(*chunk);
  writer.insert_page_ = std::move(*page);
  writer.open_.reserve(kMaxChunkEvents);
  return writer;
}

void ChunkWriter::add(const core::Event& event, bool regular) {
  if (!regular) frame_.irregular.push_back(static_cast<std::uint32_t>(open_.size()));
  if (open_.empty()) {
    times_ = ChunkEntry{};
    times_.min_ns = times_.max_ns = event.ts_ns;
  }
  open_.push_back(event);
  times_.min_ns = std::min(times_.min_ns, event.ts_ns);
  times_.max_ns = std::max(times_.max_ns, event.ts_ns);
  time_ = std::max(time_, event.ts_ns);
  ++events_;
  changed_ = true;
}

void ChunkWriter::addBusy(const Run& run) {
  times_.busy_ns += elapsed(std::max(run.before_ns, opened_at_ns_), run.after_ns);
}

ChunkEntry ChunkWriter::entry(const RunStacks& stacks, ResourceCounts counts) const {
  ChunkEntry entry = times_;
  entry.events = open_.size();
  entry.resources = counts.resources;
  entry.alive = counts.alive;
  for (const auto& [context, stack] : stacks.all()) {
    if (stack.empty()) continue;
    entry.busy_ns += elapsed(std::max(stack.front().before_ns, opened_at_ns_), time_);
  }
  return entry;
}

Result<void> ChunkWriter::flush(const RunStacks& stacks, ResourceCounts counts) {
  if (!changed_ || open_.empty()) return {};
  changed_ = false;
  encodeEvents(open_, packed_);
  const std::vector<std::uint8_t> frame = encodeKeyFrame(frame_);
  insert_chunk_.bind(1, chunk_);
  insert_chunk_.bindBlob(2, frame);
  insert_chunk_.bindBlob(3, packed_);
  if (Result<void> done = insert_chunk_.run(); !done) return done;
  page_.push_back(entry(stacks, counts));
  const std::vector<std::uint8_t> page = encodeDirectoryPage(page_);
  page_.pop_back();
  insert_page_.bind(1, chunk_ / kEntriesPerPage);
  insert_page_.bindBlob(2, page);
  return insert_page_.run();
}

Result<void> ChunkWriter::seal(const RunStacks& stacks, ResourceCounts counts) {
  if (open_.empty()) return {};
  changed_ = true;
  if (Result<void> done = flush(stacks, counts); !done) return done;
  page_.push_back(entry(stacks, counts));
  if (page_.size() == kEntriesPerPage) page_.clear();
  ++chunk_;
  open_.clear();
  opened_at_ns_ = time_;
  frame_ = KeyFrame{stacks, {}};
  changed_ = false;
  return {};
}

}  // namespace uvscope::storage
