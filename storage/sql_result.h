// Gives values to SQLite. What is not given is NULL.
#pragma once

#include <cstdint>
#include <string_view>

#include <sqlite3.h>

namespace uvscope::storage {

inline void sqlResult(sqlite3_context* out, std::uint64_t number) {
  sqlite3_result_int64(out, static_cast<sqlite3_int64>(number));
}

// A text that is copied.
inline void sqlResult(sqlite3_context* out, std::string_view text) {
  sqlite3_result_text(out, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);  // NOLINT: SQLite's own macro
}

// One that stays: SQLite need not copy it.
inline void sqlResultStatic(sqlite3_context* out, std::string_view text) {
  sqlite3_result_text(out, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

}  // namespace uvscope::storage
