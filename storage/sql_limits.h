// What one query may cost. Someone else may have written it: it must end, and leave memory to
// others.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/result.h"
#include "storage/sqlite_ptr.h"

namespace uvscope::storage {

struct SqlLimits {
  std::chrono::milliseconds time{60'000};
  std::int64_t memory_bytes = 512'000'000;
};

// Limits what is run on a connection while it lives. The memory is that of all connections of this
// process: SQLite counts no other.
class [[nodiscard]] SqlBudget {
 public:
  // `db` must outlive it.
  SqlBudget(sqlite3* db, const SqlLimits& limits);
  ~SqlBudget();
  SqlBudget(const SqlBudget&) = delete;
  SqlBudget& operator=(const SqlBudget&) = delete;

  // Whether SQLite's result code means that a limit was reached, and which.
  [[nodiscard]] const core::Error* exceeded(int code) const;

 private:
  static int isOver(void* budget);

  sqlite3* db_;
  std::chrono::steady_clock::time_point deadline_;
  std::int64_t old_heap_limit_;
  core::Error out_of_time_, out_of_memory_;
};

}  // namespace uvscope::storage
