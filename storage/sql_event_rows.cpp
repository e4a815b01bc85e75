#include "storage/sql_event_rows.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/libuv_function.h"
#include "storage/sql_result.h"

namespace uvscope::storage {
namespace {

enum Column { Seq, TsNs, Context, Kind, Id, Type, Trigger, Execution, Reason, Value, Function };

}  // namespace

void SqlEventRows::begin(const SqlBounds& bounds) {
  bounds_ = bounds;
  keys_.clear();
  if (bounds.id) keys_ = keysOf(reader_, bounds, *bounds.id);
  every_ = !bounds.id && !bounds.context;
  seq_ = bounds.first;
  chunk_end_ = kNoSeq;
  settle();
}

bool SqlEventRows::loadChunk() {
  if (seq_ >= first_seq_ && seq_ < chunk_end_) return true;
  const ChunkDirectory& directory = reader_.chunks().directory();
  const auto number = directory.chunkOf(seq_);
  chunk_ = nullptr;
  chunk_end_ = kNoSeq;
  if (number)
    chunk_ = bounds_.id ? reader_.chunks().chunk(*number) : reader_.chunks().passing(*number);
  if (chunk_ == nullptr) {
    seq_ = number ? directory.lastSeq(*number) + 1 : bounds_.last + 1;
    return false;
  }
  events_ = chunk_->events.data();
  first_seq_ = chunk_->first_seq;
  chunk_end_ = std::min<EventSeq>(first_seq_ + chunk_->events.size(), bounds_.last + 1);
  return true;
}

void SqlEventRows::settle() {
  if (bounds_.id) {
    EventSeq nearest = kNeverNs;
    for (const core::ResourceKey& key : keys_) {
      const EventSeq next = seq_ > bounds_.last ? kNoSeq : reader_.nextEventOf(key, seq_ - 1);
      if (next != kNoSeq) nearest = std::min(nearest, next);
    }
    seq_ = nearest;
  }
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
      return sqlResult(out, seq_);
    case TsNs:
      return sqlResult(out, one.ts_ns);
    case Context:
      return sqlResult(out, one.context.value);
    case Kind:
      return sqlResultStatic(out, core::eventKindName(one.kind));
    case Id:
      return sqlResult(out, one.id.value);
    case Type:
      return core::hasType(one.kind) ? sqlResult(out, reader_.typeName(one.type)) : void();
    case Trigger:
      return core::hasTrigger(one.kind) ? sqlResult(out, one.trigger.value) : void();
    case Execution:
      return core::hasExecution(one.kind) ? sqlResult(out, one.execution.value) : void();
    case Reason:
      return is_before ? sqlResultStatic(out, core::callbackReasonName(one.reason)) : void();
    case Value:
      return core::hasValue(one.kind) ? sqlite3_result_int64(out, one.value) : void();
    case Function:
      if (!core::hasFunction(one.kind)) return;
      return sqlResultStatic(out, core::libuvFunctionName(core::functionIn(one.type)));
    default:
      return;
  }
}

}  // namespace uvscope::storage
