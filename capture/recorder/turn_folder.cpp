#include "capture/recorder/turn_folder.h"

#include "capture/recorder/attachment.h"
#include "core/event.h"

namespace uvscope::capture {
namespace {

using core::EventKind;

void write(RingWriter& writer, std::uint64_t ts, EventKind kind, std::uint64_t id,
           std::uint64_t a = 0, std::uint64_t b = 0) {
  if (!writer.pushAt(ts, static_cast<std::uint8_t>(kind), id, a, b)) attachment::stop();
}

}  // namespace

bool TurnFolder::pollStart(RingWriter& writer, std::int64_t timeout_ms) {
  if (timeout_ms != 0) {
    stop(writer);
    return false;
  }
  if (state_ == State::Folding) return turnEnded(writer, writer.now());
  if (state_ == State::Watching) endWatchedTurn();
  state_ = State::Watching;
  next_ = 0;
  inside_ = false;
  if (alike_ < wanted_alike_) return false;
  startFolding(writer);
  return true;
}

// Of the iteration that was watched. Its callbacks are in turn_ from now on.
void TurnFolder::endWatchedTurn() {
  if (next_ != turn_.size()) {
    differs_ = true;
    turn_.resize(next_);
    wanted_alike_ = kAlike;
  }
  alike_ = differs_ || turn_.empty() ? 0 : alike_ + 1;
  differs_ = false;
}

void TurnFolder::startFolding(RingWriter& writer) {
  state_ = State::Folding;
  alike_ = 0;
  wanted_alike_ = kAlikeAgain;
  turns_ = 0;
  for (Callback& callback : turn_)
    callback.busy = 0;
  poll_start_ts_ = turn_end_ts_ = written_ts_ = writer.now();
}

bool TurnFolder::turnEnded(RingWriter& writer, std::uint64_t now) {
  if (next_ != turn_.size()) {
    unfold(writer);
    next_ = 0;
    return false;
  }
  ++turns_;
  next_ = 0;
  turn_end_ts_ = poll_start_ts_ = now;
  if (now - written_ts_ > kWriteEvery) writeCounts(writer);
  return true;
}

bool TurnFolder::pollEnd(RingWriter& writer, std::int64_t events) {
  if (state_ != State::Folding) {
    differs_ = differs_ || events != 0;
    return false;
  }
  poll_end_ts_ = last_ts_ = writer.now();
  if (events == 0) return true;
  poll_end_ts_ = 0;  // this one is for the caller to write
  unfold(writer);
  return false;
}

bool TurnFolder::begin(RingWriter& writer, std::uint64_t id, std::uint64_t reason,
                       std::uint64_t value) {
  const bool expected = next_ < turn_.size() && turn_[next_].id == id &&
                        turn_[next_].reason == reason && value == 0 && !inside_;
  if (state_ == State::Folding) {
    if (!expected) {
      unfold(writer);
      return false;
    }
    turn_[next_].begin_ts = last_ts_;
    inside_ = true;
    return true;
  }
  inside_ = true;
  if (expected) return false;
  differs_ = true;
  if (next_ == kMostCallbacks) return false;
  turn_.resize(next_ + 1);
  turn_[next_] = {.id = id, .reason = reason};
  wanted_alike_ = kAlike;
  return false;
}

bool TurnFolder::end(RingWriter& writer, std::uint64_t id) {
  const bool expected = inside_ && next_ < turn_.size() && turn_[next_].id == id;
  if (state_ != State::Folding) {
    inside_ = false;
    if (expected) ++next_;
    differs_ = differs_ || !expected;
    return false;
  }
  const std::uint64_t now = writer.now();
  Callback& callback = turn_[next_];
  if (!expected) {
    unfold(writer);
    return false;
  }
  if (now - callback.begin_ts > kLongCallback) {
    unfold(writer);
    inside_ = false;
    ++next_;  // the rest of the iteration is watched as what it is: the same as before
    return false;
  }
  inside_ = false;
  callback.end_ts = last_ts_ = now;
  callback.busy += now - callback.begin_ts;
  ++next_;
  return true;
}

void TurnFolder::other(RingWriter& writer) {
  if (state_ == State::Folding) unfold(writer);
  differs_ = true;
}

void TurnFolder::stop(RingWriter& writer) {
  if (state_ == State::Folding) unfold(writer);
  state_ = State::Off;
  alike_ = 0;
  wanted_alike_ = kAlike;
  turn_.clear();
  differs_ = inside_ = false;
}

void TurnFolder::writeCounts(RingWriter& writer) {
  if (turns_ != 0) {
    for (Callback& callback : turn_)
      write(writer, turn_end_ts_, EventKind::Repeat, callback.id, turns_, callback.busy);
    write(writer, turn_end_ts_, EventKind::Repeat, core::kNativeId.value, turns_,
          turn_end_ts_ - written_ts_);
  }
  for (Callback& callback : turn_)
    callback.busy = 0;
  turns_ = 0;
  written_ts_ = turn_end_ts_;
}

// As far as it has come, as it would have been written.
void TurnFolder::writeTurn(RingWriter& writer) {
  write(writer, poll_start_ts_, EventKind::PollStart, core::kNativeId.value);
  if (poll_end_ts_ < poll_start_ts_) return;
  write(writer, poll_end_ts_, EventKind::PollEnd, core::kNativeId.value);
  for (std::size_t i = 0; i < next_; ++i) {
    write(writer, turn_[i].begin_ts, EventKind::Before, turn_[i].id, 0, turn_[i].reason);
    write(writer, turn_[i].end_ts, EventKind::After, turn_[i].id);
  }
  if (!inside_) return;
  write(writer, turn_[next_].begin_ts, EventKind::Before, turn_[next_].id, 0, turn_[next_].reason);
}

void TurnFolder::unfold(RingWriter& writer) {
  for (std::size_t i = 0; i < next_; ++i)
    turn_[i].busy -= turn_[i].end_ts - turn_[i].begin_ts;
  writeCounts(writer);
  writeTurn(writer);
  state_ = State::Watching;
  differs_ = true;
}

}  // namespace uvscope::capture
