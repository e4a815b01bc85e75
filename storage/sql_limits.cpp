#include "storage/sql_limits.h"

#include <string>
#include <utility>

namespace uvscope::storage {
namespace {

// So many steps of SQLite's machine are some hundred microseconds.
constexpr int kStepsBetweenLooks = 10'000;

// Far above what a person writes, far below what SQLite would try.
constexpr std::pair<int, int> kLimits[] = {{SQLITE_LIMIT_LENGTH, 32 << 20},
                                           {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
                                           {SQLITE_LIMIT_COLUMN, 500},
                                           {SQLITE_LIMIT_EXPR_DEPTH, 200},
                                           {SQLITE_LIMIT_COMPOUND_SELECT, 100},
                                           {SQLITE_LIMIT_VDBE_OP, 1'000'000},
                                           {SQLITE_LIMIT_FUNCTION_ARG, 100},
                                           {SQLITE_LIMIT_ATTACHED, 0},
                                           {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500},
                                           {SQLITE_LIMIT_VARIABLE_NUMBER, 100},
                                           {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
                                           {SQLITE_LIMIT_WORKER_THREADS, 0}};

// "60 s", "0.200 s".
std::string secondsOf(std::chrono::milliseconds time) {
  std::string text = std::to_string(time.count() / 1000);
  if (const auto ms = time.count() % 1000; ms != 0) {
    const std::string digits = std::to_string(ms);
    text.append(1, '.').append(3 - digits.size(), '0').append(digits);
  }
  return text.append(" s");
}

}  // namespace

SqlBudget::SqlBudget(sqlite3* db, const SqlLimits& limits)
    : db_(db),
      deadline_(std::chrono::steady_clock::now() + limits.time),
      old_heap_limit_(sqlite3_hard_heap_limit64(limits.memory_bytes)),
      out_of_time_{core::ErrorCode::Usage, "SQL: stopped after " + secondsOf(limits.time) +
                                               "; --timeout SECONDS allows more"},
      out_of_memory_{core::ErrorCode::Usage, "SQL: it takes more than " +
                                                 std::to_string(limits.memory_bytes / 1'000'000) +
                                                 " MB of memory; ask for less at a time"} {
  for (const auto& [limit, most] : kLimits)
    sqlite3_limit(db_, limit, most);
  sqlite3_progress_handler(db_, kStepsBetweenLooks, isOver, this);
}

SqlBudget::~SqlBudget() {
  sqlite3_progress_handler(db_, 0, nullptr, nullptr);
  sqlite3_hard_heap_limit64(old_heap_limit_);
}

int SqlBudget::isOver(void* budget) {
  return std::chrono::steady_clock::now() >= static_cast<SqlBudget*>(budget)->deadline_ ? 1 : 0;
}

const core::Error* SqlBudget::exceeded(int code) const {
  switch (code & 0xff) {
    case SQLITE_INTERRUPT:
      return &out_of_time_;
    case SQLITE_NOMEM:
      return &out_of_memory_;
    default:
      return nullptr;
  }
}

}  // namespace uvscope::storage
