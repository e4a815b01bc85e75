// What a session file knows of the resources in its closed blocks: births by id and by number,
// records, and in which chunks a resource occurs. Of resources that ended in the block that they
// were born in, records are made anew from their events.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/birth_codec.h"
#include "storage/checked_rows.h"
#include "storage/chunk_reader.h"
#include "storage/kept_codec.h"
#include "storage/occurrence_codec.h"
#include "storage/recently_used.h"
#include "storage/resource_tracker.h"
#include "storage/session_index.h"

namespace uvscope::storage {

// Where a resource was born: the `ordinal`th (from 0) of its chunk.
struct BirthPlace {
  std::size_t chunk = 0;
  std::uint32_t ordinal = 0;
};

// Children that a mere parent had, by kind.
struct ChildCounts {
  std::uint64_t trigger = 0, execution = 0;
};

class ClosedBlocks final : public OlderResources {
 public:
  // `chunks` and `damage` must outlive this.
  static core::Result<ClosedBlocks> open(sqlite3* db, ChunkReader& chunks, Damage& damage);

  // Takes in what was closed since the last call. Whether that is anything.
  bool refresh();

  // Notes damage where what is looked up later would not be found although it was written. For
  // those who answer questions about the session.
  void check();

  // How many chunks are closed.
  [[nodiscard]] std::size_t chunks() const { return closed_; }

  // The highest id of each context that had an event.
  [[nodiscard]] std::unordered_map<std::uint32_t, std::uint64_t> highestIds();

  [[nodiscard]] std::optional<BirthPlace> birthOf(core::ResourceKey key);
  [[nodiscard]] std::optional<BirthPlace> placeOf(ResourceNumber number) const;
  [[nodiscard]] ResourceNumber numberOf(BirthPlace place) const;
  // Nothing if it cannot be read, which is noted.
  [[nodiscard]] std::optional<KeptRecord> recordAt(BirthPlace place);
  // Of a resource that is not kept, from its events; its block may be open still.
  [[nodiscard]] std::optional<KeptRecord> derive(ResourceNumber number, const Birth& birth);
  [[nodiscard]] std::optional<KeptRecord> older(core::ResourceKey key) override;

  // The record of what had events after its end, if it is that.
  [[nodiscard]] std::optional<KeptRecord> revived(ResourceNumber number);
  // Which of the resources `first` to `last` had events after their end, in order.
  [[nodiscard]] std::vector<ResourceNumber> revivedAmong(ResourceNumber first, ResourceNumber last);
  // The births of a chunk, as they were told when its block was closed.
  [[nodiscard]] std::shared_ptr<const std::vector<Birth>> births(std::size_t chunk);

  // The children that `key` had while it was not alive.
  [[nodiscard]] ChildCounts childrenAsMereParent(core::ResourceKey key);
  [[nodiscard]] std::vector<core::ResourceKey> mereParents();

  // Whether anything had events after its end.
  [[nodiscard]] bool hasRevived() const { return has_revived_; }

  // Whether any of them is no synthetic root.
  [[nodiscard]] bool hasOddParents() const { return has_odd_parents_; }

  // Resources without an Init, in order.
  [[nodiscard]] std::vector<ResourceNumber> olderBorn();

  // The nearest chunk at or after (at or before) `from` that has an event of `key`, or a child.
  [[nodiscard]] std::optional<std::size_t> nextChunk(core::ResourceKey key, std::size_t from);
  [[nodiscard]] std::optional<std::size_t> previousChunk(core::ResourceKey key, std::size_t from);
  // How often `key` became a parent in a block, if its occurrences are listed.
  [[nodiscard]] std::optional<Occurrence> occurrence(core::ResourceKey key, std::size_t block);

  // The pages of kept records, in order of number.
  [[nodiscard]] const std::vector<KeptPage>& keptPages() const { return kept_pages_; }

  using KeptRecords = std::shared_ptr<const std::vector<KeptRecord>>;
  // Null if it cannot be read, which is noted.
  [[nodiscard]] KeptRecords keptRecords(const KeptPage& page);

 private:
  ClosedBlocks(sqlite3* db, ChunkReader& chunks, Damage& damage);

  // In which blocks `key` may occur, and how: see the definition.
  struct Span {
    std::optional<BirthPlace> birth;
    std::shared_ptr<const std::vector<Birth>> births;
    std::size_t first_block = 0, end_block = 0;
    // The chunks of its only block, if they are listed with its birth.
    [[nodiscard]] const ChunkSet* ownChunks() const;
  };

  [[nodiscard]] Span spanOf(core::ResourceKey key);
  // Where `key` occurs in one of the blocks of its span.
  [[nodiscard]] ChunkSet chunksIn(std::size_t block, const Span& span, core::ResourceKey key);
  [[nodiscard]] std::optional<BirthPlace> birthIn(std::size_t chunk, core::ResourceKey key);
  [[nodiscard]] std::optional<ResourceNumber> strayNumber(core::ResourceKey key);
  [[nodiscard]] std::optional<KeptRecord> kept(ResourceNumber number);
  [[nodiscard]] std::optional<KeptRecord> derive(BirthPlace place, const Birth& birth);
  [[nodiscard]] std::shared_ptr<const OccurrenceIndex> occurrences(std::size_t block);
  [[nodiscard]] std::size_t toldEnd();
  [[nodiscard]] std::size_t writtenEnd();
  [[nodiscard]] std::size_t believableEnd();
  [[nodiscard]] bool hasRows(const CheckedTable& table);
  [[nodiscard]] std::uint64_t bornIn(std::size_t chunk) const;
  [[nodiscard]] bool isAsTold(const KeptPage& page, std::span<const KeptRecord> records) const;
  void readParents();
  bool stepToRow(CheckedSelect& select);

  sqlite3* db_;
  ChunkReader* chunks_;
  Damage* damage_;
  std::size_t closed_ = 0;
  bool has_strays_ = false, has_revived_ = false;
  // All mere parents, if they are few: mostly the synthetic roots alone.
  std::unordered_map<core::ResourceKey, ChildCounts> parents_;
  bool all_parents_ = false, has_odd_parents_ = false;
  std::vector<KeptPage> kept_pages_;
  std::optional<std::uint64_t> kept_count_;  // of the records on them; not told in layout 3
  RecentlyUsed<std::vector<Birth>> births_{64};
  RecentlyUsed<OccurrenceIndex> occurrences_{64};
  RecentlyUsed<std::vector<KeptRecord>> kept_{32};
  CheckedSelect select_births_, select_occurrences_, select_kept_, select_revived_, select_stray_,
      select_parent_;
};

}  // namespace uvscope::storage
