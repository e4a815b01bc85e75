// What the tables made while reading make of the conditions of a query: which events, or resources,
// come into question at all. SQLite still checks every row, so bounds may be wider than the
// conditions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <sqlite3.h>

#include "storage/session_reader.h"

namespace uvscope::storage {

// What a column means for the search; None: nothing.
enum class SqlRole : std::uint8_t { None, Seq, Time, Context, Id, Parent };

struct SqlBounds {
  EventSeq first = 1, last = 0;  // both included
  std::optional<std::uint32_t> context;
  std::optional<std::uint64_t> id, parent;
  // Seq or Time is bounded at all.
  bool in_part = false;

  [[nodiscard]] bool admits(const core::ResourceKey& key) const {
    return (!id || key.id.value == *id) && (!context || key.context.value == *context);
  }
};

// The resources of that id, in whatever context comes into question.
std::vector<core::ResourceKey> keysOf(const SessionReader& reader, const SqlBounds& bounds,
                                      std::uint64_t id);

// The first chunk at or after `from` that may have an event of one of `keys`.
std::optional<std::size_t> nextChunkOf(SessionReader& reader,
                                       std::span<const core::ResourceKey> keys, std::size_t from);

// What a table does with the column whose role is Seq.
struct SqlSeqColumn {
  bool in_order = false;  // rows come in its order
  bool exact = false;     // SQLite need not check its bounds
};

// For xBestIndex: takes every condition that helps, and tells SQLite what the scan will cost.
int planScan(std::span<const SqlRole> roles, SqlSeqColumn seq, SessionReader& reader,
             sqlite3_index_info* plan);

// For xFilter: what the plan's conditions amount to.
SqlBounds boundsOf(SessionReader& reader, const char* plan, std::span<sqlite3_value*> values);

}  // namespace uvscope::storage
