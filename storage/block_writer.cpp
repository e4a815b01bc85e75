#include "storage/block_writer.h"

#include <algorithm>

#include "storage/birth_codec.h"

namespace uvscope::storage {
namespace {

using core::Result;

constexpr std::string_view kInsertBirthsSql =
    "INSERT OR REPLACE INTO birth_chunk(id, births) VALUES (?, ?)";
constexpr std::string_view kInsertOccurrencesSql =
    "INSERT OR REPLACE INTO occurrence(id, entries) VALUES (?, ?)";
constexpr std::string_view kSelectKeptSql = "SELECT records FROM kept WHERE id = ?";
constexpr std::string_view kInsertKeptSql =
    "INSERT OR REPLACE INTO kept(id, first_number, unfinished, last_destroy_seq, records) "
    "VALUES (?, ?, ?, ?, ?)";
constexpr std::string_view kInsertRevivedSql =
    "INSERT OR REPLACE INTO revived(number, record) VALUES (?, ?)";
constexpr std::string_view kInsertOddSql =
    "INSERT OR REPLACE INTO odd_birth(context, id, number, made) VALUES (?, ?, ?, ?)";
constexpr std::string_view kInsertSamplesSql =
    "INSERT OR REPLACE INTO timeline(id, samples) VALUES (?, ?)";
constexpr std::string_view kInsertParentSql =
    "INSERT INTO parent(context, id, trigger_children, execution_children) VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET trigger_children = trigger_children + excluded.trigger_children, "
    "execution_children = execution_children + excluded.execution_children";

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

}  // namespace

Result<BlockWriter> BlockWriter::open(sqlite3* db) {
  BlockWriter writer;
  writer.db_ = db;
  const Result<void> prepared = prepareAll(db, {{writer.insert_births_, kInsertBirthsSql},
                                                {writer.insert_occurrences_, kInsertOccurrencesSql},
                                                {writer.select_kept_, kSelectKeptSql},
                                                {writer.insert_kept_, kInsertKeptSql},
                                                {writer.insert_revived_, kInsertRevivedSql},
                                                {writer.insert_odd_, kInsertOddSql},
                                                {writer.insert_parent_, kInsertParentSql},
                                                {writer.insert_samples_, kInsertSamplesSql}});
  if (!prepared) return prepared.error();
  return writer;
}

void BlockWriter::keep(ResourceEntry& entry) {
  entry.kept = true;
  entry.place = kept_++;
}

Result<void> BlockWriter::write(std::uint64_t first_chunk, std::span<const std::uint32_t> births,
                                std::span<const ChunkSamples> samples, ResourceTracker& tracker) {
  for (const OpenBirth& birth : tracker.born()) {
    ResourceEntry* const entry = birth.entry;
    if (entry != nullptr && (!entry->over() || entry->odd)) keep(*entry);
  }
  if (Result<void> done = writeBirths(first_chunk, births, tracker); !done) return done;
  if (Result<void> done = writeOccurrences(first_chunk / kChunksPerBlock, tracker); !done)
    return done;
  if (Result<void> done = writeKept(tracker); !done) return done;
  if (Result<void> done = writeParents(tracker); !done) return done;
  return writeSamples(first_chunk / kChunksPerBlock, samples);
}

Result<void> BlockWriter::writeSamples(std::uint64_t block, std::span<const ChunkSamples> samples) {
  const std::vector<std::uint8_t> packed = encodeSamples(samples);
  insert_samples_.bind(1, block);
  insert_samples_.bindBlob(2, packed);
  return insert_samples_.run();
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
    const std::vector<std::uint8_t> packed = std::move(encoder).finish();
    insert_births_.bind(1, first_chunk + chunk);
    insert_births_.bindBlob(2, packed);
    if (Result<void> done = insert_births_.run(); !done) return done;
  }
  return {};
}

Result<void> BlockWriter::writeStray(const ResourceEntry& entry) {
  insert_odd_.bind(1, entry.record.key.context.value);
  insert_odd_.bind(2, entry.record.key.id.value);
  insert_odd_.bind(3, entry.number);
  insert_odd_.bind(4, std::int64_t{entry.record.init_seq != kNoSeq ? 1 : 0});
  return insert_odd_.run();
}

Result<void> BlockWriter::writeOccurrences(std::uint64_t block, const ResourceTracker& tracker) {
  std::vector<Occurrence> all;
  forEachRecord(tracker, [&all](const ResourceEntry& entry) {
    if (entry.chunks.empty()) return;
    all.push_back({entry.record.key, entry.chunks, entry.trigger_born, entry.execution_born});
  });
  for (const auto& [key, parent] : tracker.mereParents())
    all.push_back({key, parent.chunks, parent.trigger_born, parent.execution_born});
  const std::vector<std::uint8_t> packed = encodeOccurrences(merged(std::move(all)));
  insert_occurrences_.bind(1, block);
  insert_occurrences_.bindBlob(2, packed);
  return insert_occurrences_.run();
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
    if (step == Statement::Step::Row && !decodeKept(select_kept_.blob(0), records)) {
      return core::Error{core::ErrorCode::Corrupt, "session file: a page of resources was changed"};
    }
  }
  for (const Change& change : changes) {
    const std::size_t at = change.place % kKeptPerPage;
    if (at >= records.size()) records.resize(at + 1);
    records[at] = keptOf(*change.entry);
  }
  std::uint64_t unfinished = 0;
  EventSeq last_destroy = kNoSeq;
  for (const KeptRecord& kept : records) {
    unfinished += kept.record.destroyed() && !kept.running ? 0 : 1;
    last_destroy = std::max(last_destroy, kept.record.destroy_seq);
  }
  const std::vector<std::uint8_t> packed = encodeKept(records);
  insert_kept_.bind(1, page);
  insert_kept_.bind(2, records.front().number);
  insert_kept_.bind(3, unfinished);
  insert_kept_.bind(4, last_destroy);
  insert_kept_.bindBlob(5, packed);
  return insert_kept_.run();
}

Result<void> BlockWriter::writeRevived(const ResourceEntry& entry) {
  const KeptRecord kept = keptOf(entry);
  const std::vector<std::uint8_t> packed = encodeKept({&kept, 1});
  insert_revived_.bind(1, entry.number);
  insert_revived_.bindBlob(2, packed);
  return insert_revived_.run();
}

Result<void> BlockWriter::writeParents(const ResourceTracker& tracker) {
  for (const auto& [key, parent] : tracker.mereParents()) {
    insert_parent_.bind(1, key.context.value);
    insert_parent_.bind(2, key.id.value);
    insert_parent_.bind(3, parent.trigger_born);
    insert_parent_.bind(4, parent.execution_born);
    if (Result<void> done = insert_parent_.run(); !done) return done;
  }
  return {};
}

}  // namespace uvscope::storage
