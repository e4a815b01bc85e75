// How many resources of each type are alive at a moment of a session, and over a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "storage/alive_types.h"
#include "storage/block_rows.h"
#include "storage/chunk_reader.h"
#include "storage/resource_reader.h"
#include "storage/session.h"

namespace uvscope::storage {

class TypeReader {
 public:
  // All must outlive the reader.
  TypeReader(sqlite3* db, ChunkReader& chunks, ResourceReader& resources, Damage& damage);

  // As Session::aliveByType().
  std::vector<TypeAlive> at(EventSeq seq);
  // As Session::aliveCurves(). Exact where chunks are few.
  std::vector<TypeCurve> curves(std::uint64_t begin_ns, std::uint64_t end_ns, std::uint32_t count);

 private:
  // The counts after event `seq`.
  struct Counts {
    EventSeq seq = kNoSeq;
    std::map<core::TypeId, std::uint64_t> alive;
  };

  [[nodiscard]] Counts countsAt(EventSeq seq);
  // The last that were sampled at or before `seq`; nothing: none are told.
  [[nodiscard]] std::optional<Counts> sampledBefore(EventSeq seq);
  // By looking at all that is alive.
  [[nodiscard]] Counts counted(EventSeq seq);
  // Some sample of about that time.
  [[nodiscard]] std::vector<TypeAlive> around(std::uint64_t ns);
  // The last event before the end of each slice.
  [[nodiscard]] std::vector<EventSeq> lastEvents(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                 std::uint32_t count);

  // Takes in the events up to and with `to`.
  void follow(Counts& counts, EventSeq to);
  void take(Counts& counts, const DecodedChunk& chunk, std::uint32_t position);
  // The type that a resource was made as, and before event `seq`.
  [[nodiscard]] core::TypeId firstType(const ResourceRecord& record);
  [[nodiscard]] core::TypeId typeBefore(const ResourceRecord& record, EventSeq seq);

  ChunkReader* chunks_;
  ResourceReader* resources_;
  ChunkRows<ChunkTypes> samples_;
  // Types of what follow() has seen born; for one call.
  std::unordered_map<core::ResourceKey, core::TypeId> born_;
};

}  // namespace uvscope::storage
