// The rows of the table `run` in SQL: one a before/after pair, in order of before.
#pragma once

#include <array>
#include <vector>

#include "storage/sql_bounds.h"

namespace uvscope::storage {

class SqlRunRows {
 public:
  static constexpr const char* kName = "uvscope_run";
  static constexpr const char* kDeclaration =
      "CREATE TABLE run(before_seq INTEGER, after_seq INTEGER, begin_ns INTEGER, end_ns INTEGER, "
      "duration_ns INTEGER, context INTEGER, id INTEGER, depth INTEGER, reason TEXT, value "
      "INTEGER)";
  static constexpr std::array<SqlRole, 10> kRoles = {
      SqlRole::Seq,     SqlRole::None, SqlRole::Time, SqlRole::None, SqlRole::None,
      SqlRole::Context, SqlRole::Id,   SqlRole::None, SqlRole::None, SqlRole::None};

  static constexpr bool kInOrder = true;
  static constexpr bool kSeqIsExact = false;

  explicit SqlRunRows(SessionReader& reader) : reader_(reader) {}

  void begin(const SqlBounds& bounds);
  void next();

  [[nodiscard]] bool atEnd() const { return at_ >= runs_.size(); }

  void column(sqlite3_context* out, int number) const;

  [[nodiscard]] std::int64_t rowid() const {
    return static_cast<std::int64_t>(runs_[at_].before_seq);
  }

 private:
  // As in kDeclaration.
  enum Column {
    BeforeSeq,
    AfterSeq,
    BeginNs,
    EndNs,
    DurationNs,
    Context,
    Id,
    Depth,
    Reason,
    Value
  };

  void settle();

  SessionReader& reader_;
  SqlBounds bounds_;
  std::vector<core::ResourceKey> keys_;  // where the id is given
  std::vector<Run> runs_;                // of the chunk before next_chunk_
  std::size_t at_ = 0;
  std::size_t next_chunk_ = 0;
};

}  // namespace uvscope::storage
