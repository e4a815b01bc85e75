#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "core/result.h"

namespace uvscope::app {

enum class SqlFormat { Table, Csv, Json };

struct SqlOptions {
  std::string path;
  std::string query;
  SqlFormat format = SqlFormat::Table;
  std::uint64_t timeout_ns = 60'000'000'000;
};

// Runs one query that only reads and prints its rows. Returns status 0.
core::Result<int> runSql(const SqlOptions& options, std::FILE* out);

}  // namespace uvscope::app
