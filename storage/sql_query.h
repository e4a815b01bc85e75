// SQL over a session, for people: the tables of docs/schema.md. Nothing can be changed: the file is
// open for reading only, and statements that do anything but read are refused.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"
#include "storage/sql_limits.h"

namespace uvscope::storage {

struct SqlBlob {
  std::vector<std::uint8_t> bytes;
};

// NULL, and SQLite's four other types.
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string, SqlBlob>;

struct SqlSink {
  // Once, before the rows.
  std::function<void(const std::vector<std::string>&)> columns;
  // False ends the query.
  std::function<bool(std::span<const SqlValue>)> row;
};

// Runs one statement. Usage: SQLite's own words on a mistake in `sql`, with the position if it is
// known; or which limit it has reached.
core::Result<void> runSql(const std::string& path, std::string_view sql, const SqlSink& sink,
                          const SqlLimits& limits = {});

}  // namespace uvscope::storage
