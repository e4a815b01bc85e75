// What the tables `event` and `run` make of the conditions of a query: which events come into
// question at all. SQLite still checks every row, so bounds may be wider than the conditions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <sqlite3.h>

#include "storage/session_reader.h"

namespace uvscope::storage {

// What a column means for the search; None: nothing.
enum class SqlRole : std::uint8_t { None, Seq, Time, Context, Id };

struct SqlBounds {
  EventSeq first = 1, last = 0;  // both included
  std::optional<std::uint32_t> context;
  std::optional<std::uint64_t> id;

  [[nodiscard]] bool admits(const core::ResourceKey& key) const {
    return (!id || key.id.value == *id) && (!context || key.context.value == *context);
  }
};

// For xBestIndex: takes every condition that helps, and tells SQLite what the scan will cost. Rows
// come in the order of the first column whose role is Seq.
int planScan(std::span<const SqlRole> roles, SessionReader& reader, sqlite3_index_info* plan);

// For xFilter: what the plan's conditions amount to.
SqlBounds boundsOf(SessionReader& reader, const char* plan, std::span<sqlite3_value*> values);

}  // namespace uvscope::storage
