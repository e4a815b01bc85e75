// The rows of the table `event` in SQL: one an event, in order.
#pragma once

#include <array>
#include <vector>

#include "storage/sql_bounds.h"

namespace uvscope::storage {

class SqlEventRows {
 public:
  static constexpr const char* kName = "uvscope_event";
  static constexpr const char* kDeclaration =
      "CREATE TABLE event(seq INTEGER, ts_ns INTEGER, context INTEGER, kind TEXT, id INTEGER, "
      "type TEXT, trigger_id INTEGER, execution_id INTEGER, reason TEXT, value INTEGER, "
      "function TEXT)";
  static constexpr std::array<SqlRole, 11> kRoles = {
      SqlRole::Seq,  SqlRole::Time, SqlRole::Context, SqlRole::None, SqlRole::Id,  SqlRole::None,
      SqlRole::None, SqlRole::None, SqlRole::None,    SqlRole::None, SqlRole::None};

  static constexpr bool kInOrder = true;
  static constexpr bool kSeqIsExact = true;

  explicit SqlEventRows(SessionReader& reader) : reader_(reader) {}

  void begin(const SqlBounds& bounds);

  void next() {
    ++seq_;
    if (every_ && seq_ < chunk_end_) return;
    settle();
  }

  [[nodiscard]] bool atEnd() const { return seq_ > bounds_.last; }

  void column(sqlite3_context* out, int number) const;

  [[nodiscard]] std::int64_t rowid() const { return static_cast<std::int64_t>(seq_); }

 private:
  [[nodiscard]] const core::Event& event() const { return events_[seq_ - first_seq_]; }

  // Goes on from seq_ to an event that fits, or past the last.
  void settle();
  bool loadChunk();

  SessionReader& reader_;
  SqlBounds bounds_;
  std::vector<core::ResourceKey> keys_;  // where the id is given
  bool every_ = true;                    // nothing but the number of an event is asked for
  EventSeq seq_ = 1;
  ChunkPtr chunk_;
  const core::Event* events_ = nullptr;          // of chunk_, from first_seq_ to before chunk_end_,
  EventSeq first_seq_ = 1, chunk_end_ = kNoSeq;  // which is not past bounds_.last
};

}  // namespace uvscope::storage
