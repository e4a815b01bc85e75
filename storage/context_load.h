// How busy each context was, in slices of time.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/block_rows.h"
#include "storage/busy_contexts.h"
#include "storage/chunk_reader.h"
#include "storage/session.h"
#include "storage/timeline_samples.h"

namespace uvscope::storage {

class ContextLoadReader {
 public:
  // All must outlive the reader.
  ContextLoadReader(sqlite3* db, ChunkReader& chunks, TimelineReader& timeline, Damage& damage);

  // As Session::load(). Exact, by decoding, where chunks are few; else the samples of a chunk are
  // spread evenly between their times, shared out as its contexts were busy in all.
  std::vector<ContextLoad> load(std::uint64_t begin_ns, std::uint64_t end_ns, std::uint32_t count);

 private:
  class Lanes;

  void decodeInto(Lanes& lanes, std::size_t first, std::size_t end);
  void spreadInto(Lanes& lanes, std::size_t number, const ChunkContexts& contexts,
                  std::size_t at_once);

  ChunkReader* chunks_;
  TimelineReader* timeline_;
  ChunkRows<ChunkContexts> contexts_;
};

}  // namespace uvscope::storage
