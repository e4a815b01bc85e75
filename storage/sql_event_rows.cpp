#include "storage/sql_event_rows.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/libuv_function.h"

namespace uvscope::storage {

void SqlEventRows::begin(const SqlBounds& bounds) {
  bounds_ = bounds;
  keys_.clear();
  if (bounds.id) keys_ = keysOf(reader_, bounds, *bounds.id);
  every_ = !bounds.id && !bounds.context;
  seq_ = bounds.first;
  chunk_ = nullptr;
  settle();
}

// False if it cannot be read: then seq_ is behind it.
bool SqlEventRows::loadChunk() {
  if (chunk_ != nullptr && seq_ >= chunk_->first_seq && seq_ < chunk_end_) return true;
  const ChunkDirectory& directory = reader_.chunks().directory();
  const auto number = directory.chunkOf(seq_);
  chunk_ = nullptr;
  if (number)
    chunk_ = bounds_.id ? reader_.chunks().chunk(*number) : reader_.chunks().passing(*number);
  if (chunk_ == nullptr) {
    seq_ = number ? directory.lastSeq(*number) + 1 : bounds_.last + 1;
    return false;
  }
  chunk_end_ = std::min<EventSeq>(chunk_->first_seq + chunk_->events.size(), bounds_.last + 1);
  return true;
}

void SqlEventRows::settle() {
  settled_until_ = 0;
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
    event_ = chunk_->events.data() + (seq_ - chunk_->first_seq);
    if (bounds_.admits({event_->context, event_->id})) {
      if (every_) settled_until_ = chunk_end_;
      return;
    }
    ++seq_;
  }
}

// A column that the kind of event has no use for is NULL.
void SqlEventRows::rareColumn(sqlite3_context* out, int number) const {
  const core::Event& one = *event_;
  const bool is_before = one.kind == core::EventKind::Before;
  switch (number) {
    case Context:
      return sqlResult(out, one.context.value);
    case Kind:
      return sqlResultStatic(out, core::eventKindName(one.kind));
    case Type:
      return core::hasType(one.kind) ? sqlResult(out, reader_.typeName(one.type)) : void();
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
