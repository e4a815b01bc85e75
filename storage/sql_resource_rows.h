// The rows of the table `resource` in SQL: one a resource, in order of its first event.
#pragma once

#include <array>
#include <vector>

#include "storage/sql_bounds.h"

namespace uvscope::storage {

class SqlResourceRows {
 public:
  static constexpr const char* kName = "uvscope_resource";
  static constexpr const char* kDeclaration =
      "CREATE TABLE resource(context INTEGER, id INTEGER, type TEXT, detail TEXT, state TEXT, "
      "referenced INTEGER, trigger_id INTEGER, execution_id INTEGER, creating_run INTEGER, "
      "init_seq INTEGER, closing_seq INTEGER, destroy_seq INTEGER, init_ns INTEGER, "
      "closing_ns INTEGER, destroy_ns INTEGER, first_before_ns INTEGER, last_event_ns INTEGER, "
      "runs INTEGER, run_ns INTEGER, max_run_ns INTEGER, trigger_children INTEGER, "
      "execution_children INTEGER, stack INTEGER, active INTEGER, bytes_read INTEGER, "
      "bytes_written INTEGER, failures INTEGER, owner_id INTEGER, work_start_ns INTEGER, "
      "work_end_ns INTEGER, worker INTEGER)";
  static constexpr std::array<SqlRole, 31> kRoles = [] {
    std::array<SqlRole, 31> roles{};
    roles[0] = SqlRole::Context;
    roles[1] = SqlRole::Id;
    roles[9] = SqlRole::Seq;
    roles[12] = SqlRole::Time;
    return roles;
  }();
  static constexpr bool kInOrder = false;  // those without an init come where they were first met
  static constexpr bool kSeqIsExact = false;

  explicit SqlResourceRows(SessionReader& reader) : reader_(reader) {}

  void begin(const SqlBounds& bounds);
  void next();

  [[nodiscard]] bool atEnd() const { return at_ >= records_.size(); }

  void column(sqlite3_context* out, int number) const;

  [[nodiscard]] std::int64_t rowid() const {
    return static_cast<std::int64_t>(next_number_ - records_.size() + at_);
  }

 private:
  // As in kDeclaration.
  enum Column {
    Context,
    Id,
    Type,
    Detail,
    State,
    Referenced,
    Trigger,
    Execution,
    CreatingRun,
    InitSeq,
    ClosingSeq,
    DestroySeq,
    InitNs,
    ClosingNs,
    DestroyNs,
    FirstBeforeNs,
    LastEventNs,
    Runs,
    RunNs,
    MaxRunNs,
    TriggerChildren,
    ExecutionChildren,
    Stack,
    Active,
    BytesRead,
    BytesWritten,
    Failures,
    Owner,
    WorkStartNs,
    WorkEndNs,
    Worker
  };

  void settle();

  SessionReader& reader_;
  SqlBounds bounds_;
  std::vector<ResourceRecord> records_;
  std::size_t at_ = 0;
  std::uint64_t next_number_ = 0;  // of the first resource after records_, from 0
  std::uint64_t end_number_ = 0;
};

}  // namespace uvscope::storage
