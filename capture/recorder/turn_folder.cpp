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

// Of a callback that was folded; those have no value.
void writeBefore(RingWriter& writer, std::uint64_t ts, std::uint64_t key) {
  write(writer, ts, EventKind::Before, idIn(key), 0, key >> kIdBits);
}

}  // namespace

bool TurnFolder::pollStart(RingWriter& writer, std::int64_t timeout_ms) {
  if (timeout_ms != 0) {
    stop(writer);
    return false;
  }
  if (state_ == State::Folding) return turnEnded(writer, writer.now());
  if (state_ == State::Watching) {
    endWatchedTurn();
  } else {
    cutTurn(0);
  }
  state_ = State::Watching;
  restartTurn();
  if (alike_ < wanted_alike_) return false;
  startFolding(writer);
  return true;
}

void TurnFolder::restartTurn() {
  next_ = turn_.data();
  due_ = next_->key;
}

// To that many callbacks, of which the present iteration has come to the last.
void TurnFolder::cutTurn(std::size_t callbacks) {
  turn_.resize(callbacks + 1);
  next_ = &turn_.back();
  *next_ = {};
}

// Of the iteration that was watched. Its callbacks are in turn_ from now on.
void TurnFolder::endWatchedTurn() {
  if (!isWholeTurn()) {
    differs_ = true;
    cutTurn(come().size());
    wanted_alike_ = kAlike;
  }
  alike_ = differs_ || turn().empty() ? 0 : alike_ + 1;
  differs_ = false;
}

void TurnFolder::startFolding(RingWriter& writer) {
  state_ = State::Folding;
  alike_ = 0;
  wanted_alike_ = kAlikeAgain;
  turns_ = 0;
  for (Callback& callback : turn())
    callback.busy = 0;
  poll_start_ts_ = turn_end_ts_ = written_ts_ = writer.now();
}

bool TurnFolder::turnEnded(RingWriter& writer, std::uint64_t now) {
  if (!isWholeTurn()) {
    unfold(writer);
    restartTurn();
    return false;
  }
  ++turns_;
  restartTurn();
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

// A callback that does not repeat, or is not due.
bool TurnFolder::beginOther(RingWriter& writer, std::uint64_t key) {
  if (state_ == State::Folding) {
    unfold(writer);
    return false;
  }
  differs_ = true;
  due_ = 0;
  if (come().size() == kMostCallbacks) return false;
  cutTurn(come().size() + 1);
  *--next_ = {.key = key};
  due_ = ~key;
  wanted_alike_ = kAlike;
  return false;
}

bool TurnFolder::endOther(RingWriter& writer) {
  if (state_ == State::Folding) unfold(writer);
  differs_ = true;
  return false;
}

// The rest of the iteration is watched as what it is: the same as before.
bool TurnFolder::endLong(RingWriter& writer) {
  unfold(writer);
  due_ = (++next_)->key;
  return false;
}

void TurnFolder::other(RingWriter& writer) {
  if (state_ == State::Folding) unfold(writer);
  differs_ = true;
}

void TurnFolder::stop(RingWriter& writer) {
  if (state_ == State::Folding) unfold(writer);
  if (state_ != State::Off) forget();
}

void TurnFolder::forget() {
  state_ = State::Off;
  alike_ = 0;
  wanted_alike_ = kAlike;
  turn_.clear();
  next_ = nullptr;
  due_ = 0;
  differs_ = false;
}

void TurnFolder::writeCounts(RingWriter& writer) {
  if (turns_ != 0) {
    for (const Callback& callback : turn())
      write(writer, turn_end_ts_, EventKind::Repeat, idIn(callback.key), turns_, callback.busy);
    write(writer, turn_end_ts_, EventKind::Repeat, core::kNativeId.value, turns_,
          turn_end_ts_ - written_ts_);
  }
  for (Callback& callback : turn())
    callback.busy = 0;
  turns_ = 0;
  written_ts_ = turn_end_ts_;
}

// As far as it has come, as it would have been written.
void TurnFolder::writeTurn(RingWriter& writer) {
  write(writer, poll_start_ts_, EventKind::PollStart, core::kNativeId.value);
  if (poll_end_ts_ < poll_start_ts_) return;
  write(writer, poll_end_ts_, EventKind::PollEnd, core::kNativeId.value);
  std::uint64_t begin_ts = poll_end_ts_;
  for (const Callback& callback : come()) {
    writeBefore(writer, begin_ts, callback.key);
    write(writer, callback.end_ts, EventKind::After, idIn(callback.key));
    begin_ts = callback.end_ts;
  }
  if (isInside()) writeBefore(writer, begin_ts, next_->key);
}

void TurnFolder::unfold(RingWriter& writer) {
  std::uint64_t begin_ts = poll_end_ts_;
  for (Callback& callback : come()) {
    callback.busy -= callback.end_ts - begin_ts;
    begin_ts = callback.end_ts;
  }
  writeCounts(writer);
  writeTurn(writer);
  state_ = State::Watching;
  differs_ = true;
}

}  // namespace uvscope::capture
