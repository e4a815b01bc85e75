#include "storage/sql_event_rows.h"

#include <string>
#include <string_view>

#include "core/libuv_function.h"

namespace uvscope::storage {
namespace {

enum Column { Seq, TsNs, Context, Kind, Id, Type, Trigger, Execution, Reason, Value, Function };

// For names that stay: SQLite need not copy them.
void resultStatic(sqlite3_context* out, std::string_view text) {
  sqlite3_result_text(out, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

void resultNumber(sqlite3_context* out, std::uint64_t number) {
  sqlite3_result_int64(out, static_cast<sqlite3_int64>(number));
}

}  // namespace

void SqlEventRows::begin(const SqlBounds& bounds) {
  bounds_ = bounds;
  seq_ = bounds.first;
  settle();
}

void SqlEventRows::next() {
  ++seq_;
  settle();
}

bool SqlEventRows::loadChunk() {
  const ChunkDirectory& directory = reader_.chunks().directory();
  if (chunk_ != nullptr && seq_ >= chunk_->first_seq &&
      seq_ < chunk_->first_seq + chunk_->events.size()) {
    return true;
  }
  const auto number = directory.chunkOf(seq_);
  chunk_ = number ? reader_.chunks().chunk(*number) : nullptr;
  if (chunk_ != nullptr) return true;
  seq_ = number ? directory.lastSeq(*number) + 1 : bounds_.last + 1;
  return false;
}

void SqlEventRows::settle() {
  while (seq_ <= bounds_.last) {
    if (!loadChunk()) continue;
    if (bounds_.admits({event().context, event().id})) return;
    ++seq_;
  }
}

// A column that the kind of event has no use for is NULL.
void SqlEventRows::column(sqlite3_context* out, int number) const {
  const core::Event& one = event();
  const bool is_before = one.kind == core::EventKind::Before;
  switch (number) {
    case Seq:
      return resultNumber(out, seq_);
    case TsNs:
      return resultNumber(out, one.ts_ns);
    case Context:
      return resultNumber(out, one.context.value);
    case Kind:
      return resultStatic(out, core::eventKindName(one.kind));
    case Id:
      return resultNumber(out, one.id.value);
    case Type: {
      if (!core::hasType(one.kind)) return;
      const std::string name = reader_.typeName(one.type);
      sqlite3_result_text(out, name.data(), static_cast<int>(name.size()),
                          SQLITE_TRANSIENT);  // NOLINT: SQLite's own macro
      return;
    }
    case Trigger:
      return core::hasTrigger(one.kind) ? resultNumber(out, one.trigger.value) : void();
    case Execution:
      return core::hasExecution(one.kind) ? resultNumber(out, one.execution.value) : void();
    case Reason:
      return is_before ? resultStatic(out, core::callbackReasonName(one.reason)) : void();
    case Value:
      return core::hasValue(one.kind) ? sqlite3_result_int64(out, one.value) : void();
    case Function:
      if (!core::hasFunction(one.kind)) return;
      return resultStatic(out, core::libuvFunctionName(core::functionIn(one.type)));
    default:
      return;
  }
}

}  // namespace uvscope::storage
