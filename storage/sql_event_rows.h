// The rows of the table `event` in SQL: one an event, in order.
#pragma once

#include <array>
#include <vector>

#include "storage/sql_bounds.h"
#include "storage/sql_result.h"

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
    ++event_;
    if (seq_ >= settled_until_) settle();
  }

  [[nodiscard]] bool atEnd() const { return seq_ > bounds_.last; }

  // Called for every column of every row, so the numbers that aggregates ask for come first.
  void column(sqlite3_context* out, int number) const {
    switch (number) {
      case Seq:
        return sqlResult(out, seq_);
      case TsNs:
        return sqlResult(out, event_->ts_ns);
      case Id:
        return sqlResult(out, event_->id.value);
      case Trigger:
        return core::hasTrigger(event_->kind) ? sqlResult(out, event_->trigger.value) : void();
      default:
        return rareColumn(out, number);
    }
  }

  [[nodiscard]] std::int64_t rowid() const { return static_cast<std::int64_t>(seq_); }

 private:
  enum Column { Seq, TsNs, Context, Kind, Id, Type, Trigger, Execution, Reason, Value, Function };

  void rareColumn(sqlite3_context* out, int number) const;
  // Goes on from seq_ to an event that fits, or past the last.
  void settle();
  bool loadChunk();

  SessionReader& reader_;
  SqlBounds bounds_;
  std::vector<core::ResourceKey> keys_;  // where the id is given
  bool every_ = true;                    // nothing but the number of an event is asked for
  EventSeq seq_ = 1;
  const core::Event* event_ = nullptr;  // the one of seq_, in chunk_
  EventSeq settled_until_ = 0;          // up to there every event fits
  ChunkPtr chunk_;
  EventSeq chunk_end_ = kNoSeq;  // not past bounds_.last
};

}  // namespace uvscope::storage
