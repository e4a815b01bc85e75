#include "storage/block_writer.h"

#include <algorithm>

#include "storage/birth_codec.h"
#include "storage/block_subtrees.h"
#include "storage/checked_tables.h"
#include "storage/row_sum.h"
#include "storage/session_index.h"

namespace uvscope::storage {
namespace {

using core::Result;

KeptRecord keptOf(const ResourceEntry& entry) {
  return {entry.number, entry.starts, entry.open_runs != 0, entry.last_seq, entry.record};
}

// Calls take(entry) for all in the open block whose records are written.
template <class Take>
void forEachRecord(const ResourceTracker& tracker, Take&& take) {
  for (const OpenBirth& birth : tracker.born()) {
    if (birth.entry != nullptr && birth.entry->kept) take(*birth.entry);
  }
  for (const ResourceEntry* const entry : tracker.touched()) {
    if (entry->kept || entry->revived) take(*entry);
  }
}

// Of what was first met as a mere parent and then had an event after its end, after all.
std::vector<Occurrence> merged(std::vector<Occurrence> all) {
  std::sort(all.begin(), all.end(),
            [](const Occurrence& a, const Occurrence& b) { return a.key < b.key; });
  std::vector<Occurrence> once;
  for (const Occurrence& one : all) {
    if (once.empty() || once.back().key != one.key) {
      once.push_back(one);
      continue;
    }
    once.back().chunks.add(one.chunks);
    once.back().trigger_born += one.trigger_born;
    once.back().execution_born += one.execution_born;
  }
  return once;
}

// A row of a number and a blob.
Result<void> insertBlob(RowInsert& insert, std::uint64_t number,
                        std::span<const std::uint8_t> blob) {
  insert.bind(1, number);
  insert.bindBlob(2, blob);
  return insert.run();
}

}  // namespace

Result<BlockWriter> BlockWriter::open(sqlite3* db) {
  BlockWriter writer;
  writer.db_ = db;
  Result<void> prepared = prepareAll(db, {{writer.insert_births_, kBirthTable},
                                          {writer.insert_occurrences_, kOccurrenceTable},
                                          {writer.insert_kept_, kKeptTable},
                                          {writer.insert_revived_, kRevivedTable},
                                          {writer.insert_odd_, kOddBirthTable, OnConflict::Ignore},
                                          {writer.insert_parent_, kParentTable},
                                          {writer.insert_samples_, kTimelineTable},
                                          {writer.insert_types_, kAliveTypeTable},
                                          {writer.insert_contexts_, kBusyContextTable},
                                          {writer.insert_subtrees_, kSubtreeTable}});
  if (!prepared) return prepared.error();
  prepared =
      prepareAll(db, {{writer.select_kept_, kKeptTable, "WHERE id = ?"},
                      {writer.select_revived_, kRevivedTable, "WHERE number = ?"},
                      {writer.select_parent_, kParentTable, "WHERE context = ? AND id = ?"}});
  if (!prepared) return prepared.error();
  return writer;
}

void BlockWriter::keep(ResourceEntry& entry) {
  entry.kept = true;
  entry.place = kept_++;
}

Result<void> BlockWriter::write(std::uint64_t first_chunk, std::span<const std::uint32_t> births,
                                const BlockTimeline& timeline, ResourceTracker& tracker) {
  const std::uint64_t block = first_chunk / kChunksPerBlock;
  for (const OpenBirth& birth : tracker.born()) {
    ResourceEntry* const entry = birth.entry;
    if (entry != nullptr && (!entry->over() || entry->odd)) keep(*entry);
  }
  if (Result<void> done = writeBirths(first_chunk, births, tracker); !done) return done;
  if (Result<void> done = writeOccurrences(block, tracker); !done) return done;
  if (Result<void> done = writeKept(tracker); !done) return done;
  if (Result<void> done = writeParents(tracker); !done) return done;
  if (Result<void> done = insertBlob(insert_subtrees_, block, encodeSubtrees(subtreesOf(tracker)));
      !done) {
    return done;
  }
  return writeTimeline(block, timeline);
}

Result<void> BlockWriter::writeTimeline(std::uint64_t block, const BlockTimeline& timeline) {
  if (Result<void> done = insertBlob(insert_samples_, block, timeline.samples); !done) return done;
  if (Result<void> done = insertBlob(insert_types_, block, timeline.types); !done) return done;
  return insertBlob(insert_contexts_, block, timeline.contexts);
}

Result<void> BlockWriter::writeBirths(std::uint64_t first_chunk,
                                      std::span<const std::uint32_t> births,
                                      const ResourceTracker& tracker) {
  auto next = tracker.born().begin();
  for (std::size_t chunk = 0; chunk < births.size(); ++chunk) {
    BirthEncoder encoder(chunk);
    for (std::uint32_t i = 0; i < births[chunk] && next != tracker.born().end(); ++i, ++next) {
      const ResourceEntry* const entry = next->entry;
      if (entry == nullptr) {
        encoder.add(next->chunks, next->creating_run, tracker.detailOf(*next));
        continue;
      }
      if (entry->kept) {
        encoder.addKept();
      } else {
        encoder.add(entry->chunks, entry->record.creating_run, entry->record.detail);
      }
      if (!entry->stray) continue;
      if (Result<void> done = writeStray(*entry); !done) return done;
    }
    if (Result<void> done =
            insertBlob(insert_births_, first_chunk + chunk, std::move(encoder).finish());
        !done) {
      return done;
    }
  }
  return {};
}

Result<void> BlockWriter::writeStray(const ResourceEntry& entry) {
  insert_odd_.bind(1, entry.record.key.context.value);
  insert_odd_.bind(2, entry.record.key.id.value);
  insert_odd_.bind(3, entry.number);
  insert_odd_.bind(4, std::int64_t{entry.record.init_seq != kNoSeq ? 1 : 0});
  if (Result<void> done = insert_odd_.run(); !done) return done;
  rows_.odd_births += static_cast<std::uint64_t>(sqlite3_changes(db_));
  return {};
}

Result<void> BlockWriter::writeOccurrences(std::uint64_t block, const ResourceTracker& tracker) {
  std::vector<Occurrence> all;
  forEachRecord(tracker, [&all](const ResourceEntry& entry) {
    if (entry.chunks.empty()) return;
    all.push_back({entry.record.key, entry.chunks, entry.trigger_born, entry.execution_born});
  });
  for (const auto& [key, parent] : tracker.mereParents())
    all.push_back({key, parent.chunks, parent.trigger_born, parent.execution_born});
  return insertBlob(insert_occurrences_, block, encodeOccurrences(merged(std::move(all))));
}

Result<void> BlockWriter::writeKept(const ResourceTracker& tracker) {
  std::vector<Change> changes;
  Result<void> revived;
  forEachRecord(tracker, [&](const ResourceEntry& entry) {
    if (entry.kept) {
      changes.push_back({entry.place, &entry});
    } else if (revived) {
      revived = writeRevived(entry);
    }
  });
  if (!revived) return revived;
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.place < b.place; });
  for (auto first = changes.begin(); first != changes.end();) {
    const std::uint64_t page = first->place / kKeptPerPage;
    const auto end = std::find_if(first, changes.end(), [page](const Change& change) {
      return change.place / kKeptPerPage != page;
    });
    if (Result<void> done = writeKeptPage(page, {first, end}); !done) return done;
    first = end;
  }
  return {};
}

Result<void> BlockWriter::writeKeptPage(std::uint64_t page, std::span<const Change> changes) {
  std::vector<KeptRecord> records;
  if (changes.size() < kKeptPerPage) {
    const StatementUse use(select_kept_);
    select_kept_.bind(1, page);
    const Statement::Step step = select_kept_.step();
    if (step == Statement::Step::Failed) return sqliteError(db_, "session file");
    if (step == Statement::Step::Row && !decodeKept(select_kept_.blob(4), records)) {
      return core::Error{core::ErrorCode::Corrupt, "session file: a page of resources was changed"};
    }
  }
  for (const Change& change : changes) {
    const std::size_t at = change.place % kKeptPerPage;
    if (at >= records.size()) records.resize(at + 1);
    records[at] = keptOf(*change.entry);
  }
  const KeptPage summary = keptPageOf(page, records);
  const std::vector<std::uint8_t> packed = encodeKept(records);
  insert_kept_.bind(1, page);
  insert_kept_.bind(2, summary.first_number);
  insert_kept_.bind(3, summary.unfinished);
  insert_kept_.bind(4, summary.last_destroy);
  insert_kept_.bindBlob(5, packed);
  insert_kept_.bind(6, ownSumOf(packed));
  return insert_kept_.run();
}

Result<void> BlockWriter::writeRevived(const ResourceEntry& entry) {
  {
    const StatementUse use(select_revived_);
    select_revived_.bind(1, entry.number);
    if (select_revived_.step() != Statement::Step::Row) ++rows_.revived;
  }
  const KeptRecord kept = keptOf(entry);
  const std::vector<std::uint8_t> packed = encodeKept({&kept, 1});
  insert_revived_.bind(1, entry.number);
  insert_revived_.bindBlob(2, packed);
  return insert_revived_.run();
}

Result<void> BlockWriter::writeParents(const ResourceTracker& tracker) {
  for (const auto& [key, parent] : tracker.mereParents()) {
    std::uint64_t trigger_born = parent.trigger_born, execution_born = parent.execution_born;
    const StatementUse use(select_parent_);
    select_parent_.bind(1, key.context.value);
    select_parent_.bind(2, key.id.value);
    if (select_parent_.step() == Statement::Step::Row) {
      trigger_born += select_parent_.whole(2);
      execution_born += select_parent_.whole(3);
    } else {
      ++rows_.parents;
    }
    insert_parent_.bind(1, key.context.value);
    insert_parent_.bind(2, key.id.value);
    insert_parent_.bind(3, trigger_born);
    insert_parent_.bind(4, execution_born);
    if (Result<void> done = insert_parent_.run(); !done) return done;
  }
  return {};
}

}  // namespace uvscope::storage
