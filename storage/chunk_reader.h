// Reads event chunks: knows them all by the directory, keeps a few decoded.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "storage/born_ids.h"
#include "storage/checked_rows.h"
#include "storage/chunk_directory.h"
#include "storage/damage.h"
#include "storage/event_codec.h"
#include "storage/key_frame.h"
#include "storage/recently_used.h"
#include "storage/session_index.h"

namespace uvscope::storage {

struct DecodedChunk {
  std::size_t number = 0;
  EventSeq first_seq = kNoSeq;
  std::vector<core::Event> events;
  KeyFrame frame;
  // Positions of the first events of the resources that were born here, in order.
  std::vector<std::uint32_t> births;
  // By how many more resources are alive after it than before.
  std::int64_t alive_change = 0;

  // Whether the Init at `position` made a resource: not a second one of the same.
  [[nodiscard]] bool isBirth(std::uint32_t position) const;
};

using ChunkPtr = std::shared_ptr<const DecodedChunk>;

class ChunkReader {
 public:
  // `damage` must outlive the reader. `truncated`: every chunk is tried, and the first that cannot
  // be read ends the session.
  static core::Result<ChunkReader> open(sqlite3* db, Damage& damage, bool truncated);

  // Takes in what was added to the file.
  void refresh();

  [[nodiscard]] const ChunkDirectory& directory() const { return directory_; }

  [[nodiscard]] const BornIndex& bornIds() const { return born_; }

  // The pages of kept records, if the session has an index of them.
  [[nodiscard]] const std::optional<std::vector<KeptPage>>& indexedKept() const {
    return indexed_kept_;
  }

  // Nothing if it cannot be read, which is noted as damage.
  [[nodiscard]] ChunkPtr chunk(std::size_t number);
  // The same for who reads one chunk after the other: it is not kept for others, so that the next
  // can have its memory once the caller has let go of it.
  [[nodiscard]] ChunkPtr passing(std::size_t number);
  // Its key frame alone: cheaper where the events are not needed.
  [[nodiscard]] std::optional<KeyFrame> keyFrame(std::size_t number);

 private:
  explicit ChunkReader(Damage& damage) : damage_(&damage) {}

  bool readPage(std::size_t page);
  bool takePage(std::size_t page, std::span<const std::uint8_t> entries,
                std::span<const std::uint8_t> born);
  void readIndex(sqlite3* db);
  [[nodiscard]] ChunkPtr cached(std::size_t number);
  [[nodiscard]] ChunkPtr load(std::size_t number);
  [[nodiscard]] std::shared_ptr<DecodedChunk> emptyChunk();
  // Whether the row of a chunk is there, unchanged. To be reset.
  bool stepTo(std::size_t number);
  [[nodiscard]] bool isAsListed(const DecodedChunk& chunk) const;
  void cutAtFirstUnreadable();
  // Makes up directory entries from the chunks themselves.
  void rebuildFrom(std::size_t first);

  // What a page of the directory is decoded into.
  struct Page {
    std::vector<ChunkEntry> entries;
    std::vector<BornRanges> born;
  };

  Damage* damage_;
  ChunkDirectory directory_;
  BornIndex born_;
  Page page_;
  RecentlyUsed<DecodedChunk> cache_{64};
  std::shared_ptr<DecodedChunk> spare_;  // fresh memory is dear
  EventDecoder decoder_;
  std::optional<std::vector<KeptPage>> indexed_kept_;
  CheckedSelect select_page_, select_chunk_;
};

}  // namespace uvscope::storage
