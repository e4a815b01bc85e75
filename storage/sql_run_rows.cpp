#include "storage/sql_run_rows.h"

#include <string_view>

namespace uvscope::storage {
namespace {

enum Column { BeforeSeq, AfterSeq, BeginNs, EndNs, DurationNs, Context, Id, Depth, Reason, Value };

void resultNumber(sqlite3_context* out, std::uint64_t number) {
  sqlite3_result_int64(out, static_cast<sqlite3_int64>(number));
}

}  // namespace

void SqlRunRows::begin(const SqlBounds& bounds) {
  bounds_ = bounds;
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
      return resultNumber(out, run.before_seq);
    case AfterSeq:
      return run.after_seq != kNoSeq ? resultNumber(out, run.after_seq) : void();
    case BeginNs:
      return resultNumber(out, run.before_ns);
    case EndNs:
      return ended ? resultNumber(out, run.after_ns) : void();
    case DurationNs:
      return ended ? resultNumber(out, run.after_ns - run.before_ns) : void();
    case Context:
      return resultNumber(out, run.key.context.value);
    case Id:
      return resultNumber(out, run.key.id.value);
    case Depth:
      return resultNumber(out, run.depth);
    case Reason: {
      const std::string_view reason = core::callbackReasonName(run.reason);
      return sqlite3_result_text(out, reason.data(), static_cast<int>(reason.size()),
                                 SQLITE_STATIC);
    }
    case Value:
      return sqlite3_result_int64(out, run.value);
    default:
      return;
  }
}

}  // namespace uvscope::storage
