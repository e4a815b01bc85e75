#include "storage/sql_run_rows.h"

#include <string_view>

#include "storage/sql_result.h"

namespace uvscope::storage {
void SqlRunRows::begin(const SqlBounds& bounds) {
  bounds_ = bounds;
  keys_.clear();
  if (bounds.id) keys_ = keysOf(reader_, bounds, *bounds.id);
  runs_.clear();
  at_ = 0;
  const auto first = reader_.chunks().directory().chunkOf(bounds.first);
  next_chunk_ = first.value_or(reader_.chunks().directory().size());
  settle();
}

void SqlRunRows::next() {
  ++at_;
  settle();
}

void SqlRunRows::settle() {
  const ChunkDirectory& directory = reader_.chunks().directory();
  for (;;) {
    while (at_ < runs_.size() && !bounds_.admits(runs_[at_].key))
      ++at_;
    if (at_ < runs_.size()) return;
    if (bounds_.id) {
      next_chunk_ = nextChunkOf(reader_, keys_, next_chunk_).value_or(directory.size());
    }
    if (next_chunk_ >= directory.size() || directory.firstSeq(next_chunk_) > bounds_.last) return;
    runs_ = reader_.runReader().runsBegunIn(next_chunk_++);
    at_ = 0;
  }
}

// What never came is NULL: the after of a callback that has not ended.
void SqlRunRows::column(sqlite3_context* out, int number) const {
  const Run& run = runs_[at_];
  const bool ended = run.after_ns != kNeverNs;
  switch (number) {
    case BeforeSeq:
      return sqlResult(out, run.before_seq);
    case AfterSeq:
      return run.after_seq != kNoSeq ? sqlResult(out, run.after_seq) : void();
    case BeginNs:
      return sqlResult(out, run.before_ns);
    case EndNs:
      return ended ? sqlResult(out, run.after_ns) : void();
    case DurationNs:
      return ended ? sqlResult(out, run.after_ns - run.before_ns) : void();
    case Context:
      return sqlResult(out, run.key.context.value);
    case Id:
      return sqlResult(out, run.key.id.value);
    case Depth:
      return sqlResult(out, run.depth);
    case Reason:
      return sqlResultStatic(out, core::callbackReasonName(run.reason));
    case Value:
      return sqlite3_result_int64(out, run.value);
    default:
      return;
  }
}

}  // namespace uvscope::storage
