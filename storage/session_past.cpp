#include "storage/session_past.h"

#include <utility>

namespace uvscope::storage {

using core::Result;

SessionPast::SessionPast(sqlite3* db, Flush flush) : db_(db), flush_(std::move(flush)) {}

SessionPast::Reader* SessionPast::reader() {
  if (reader_ != nullptr) return reader_.get();
  auto reader = std::make_unique<Reader>();
  Result<ChunkReader> chunks = ChunkReader::open(db_, reader->damage, false);
  if (!chunks) return nullptr;
  reader->chunks.emplace(std::move(*chunks));
  Result<ClosedBlocks> blocks = ClosedBlocks::open(db_, *reader->chunks, reader->damage);
  if (!blocks) return nullptr;
  reader->blocks.emplace(std::move(*blocks));
  reader_ = std::move(reader);
  return reader_.get();
}

std::optional<KeptRecord> SessionPast::older(core::ResourceKey key) {
  Reader* const reader = this->reader();
  return reader == nullptr ? std::nullopt : reader->blocks->older(key);
}

std::optional<KeptRecord> SessionPast::retired(ResourceNumber number, const Birth& birth,
                                               EventSeq before) {
  flush_(before);
  Reader* const reader = this->reader();
  if (reader == nullptr) return std::nullopt;
  reader->chunks->refresh();
  return reader->blocks->derive(number, birth);
}

}  // namespace uvscope::storage
