// Folds the iterations of a loop that spins: one that has nothing to wait for and calls the same
// callbacks over and over, some hundred million of them a second. An iteration that is like those
// before it is counted and not written; the counts come out as one Repeat a resource, and one of
// the loop, every few milliseconds and before anything else is written.
//
// Only iterations without anything to look at are folded: the same quick callbacks in the same
// order, each of a handle that is called in a row, no other record, a poll that neither waited nor
// found anything. The times of the last one are at hand when it turns out to be different.
//
// Belongs to the thread of its ring.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "capture/recorder/ring_writer.h"

namespace uvscope::capture {

class TurnFolder {
 public:
  TurnFolder() = default;
  ~TurnFolder() = default;
  TurnFolder(const TurnFolder&) = delete;
  TurnFolder& operator=(const TurnFolder&) = delete;

  // Whether anything is to be told to it: false for a loop that waits.
  [[nodiscard]] bool isWatching() const { return state_ != State::Off; }

  // The following are told before they are written, and return whether they are folded: not to be
  // written. `writer` gets what was folded before, where it must come out now.

  // The loop begins a poll of `timeout_ms`, whether it is watched or not.
  bool pollStart(RingWriter& writer, std::int64_t timeout_ms);
  bool pollEnd(RingWriter& writer, std::int64_t events);

  [[gnu::always_inline]] bool begin(RingWriter& writer, std::uint64_t id, std::uint64_t reason,
                                    std::uint64_t value) {
    const std::uint64_t key = keyOf(id, reason);
    if (due_ != key || value != 0) [[unlikely]]
      return beginOther(writer, key);
    due_ = ~key;
    return state_ == State::Folding;
  }

  [[gnu::always_inline]] bool end(RingWriter& writer, std::uint64_t id) {
    if ((~due_ & kIdMask) != id) [[unlikely]]
      return endOther(writer);
    if (state_ == State::Folding) {
      const std::uint64_t now = writer.now();
      const std::uint64_t busy = now - last_ts_;
      if (busy > kLongCallback) [[unlikely]]
        return endLong(writer);
      next_->end_ts = last_ts_ = now;
      next_->busy += busy;
    }
    due_ = (++next_)->key;
    return state_ == State::Folding;
  }

  // Anything else is about to be written.
  void other(RingWriter& writer);

  // Writes out what is counted so far; nothing more comes to be folded with it.
  void stop(RingWriter& writer);

  // As new: what was counted belongs to another recording.
  void forget();

 private:
  enum class State : std::uint8_t { Off, Watching, Folding };

  // A callback of the iteration that repeats. It begins when the one before it, or the poll, ends.
  struct Callback {
    std::uint64_t key = 0;
    std::uint64_t end_ts = 0;  // in the present iteration, once it came to it
    std::uint64_t busy = 0;    // of all folded ones since the counts came out last
  };

  // Never 0: no callback is of the resource 0.
  static std::uint64_t keyOf(std::uint64_t id, std::uint64_t reason) {
    return id | reason << kIdBits;
  }

  // Iterations that must be alike before the next ones are folded: the first time, and after an
  // interruption.
  static constexpr unsigned kAlike = 32;
  static constexpr unsigned kAlikeAgain = 2;
  static constexpr std::size_t kMostCallbacks = 4096;
  // In units of the clock: some ten microseconds (an interrupt is shorter), some milliseconds.
  static constexpr std::uint64_t kLongCallback = std::uint64_t{1} << 15U;
  static constexpr std::uint64_t kWriteEvery = std::uint64_t{1} << 24U;

  [[gnu::cold]] bool beginOther(RingWriter& writer, std::uint64_t key);
  [[gnu::cold]] bool endOther(RingWriter& writer);
  [[gnu::cold]] bool endLong(RingWriter& writer);
  void endWatchedTurn();
  void startFolding(RingWriter& writer);
  bool turnEnded(RingWriter& writer, std::uint64_t now);
  void writeCounts(RingWriter& writer);
  void writeTurn(RingWriter& writer);
  void unfold(RingWriter& writer);

  // What has come of the present iteration, and the whole of the one that repeats.
  [[nodiscard]] std::span<Callback> come() { return {turn_.data(), next_}; }

  [[nodiscard]] std::span<Callback> turn() { return {turn_.data(), turn_.size() - 1}; }

  [[nodiscard]] bool isInside() const { return due_ != 0 && due_ == ~next_->key; }

  [[nodiscard]] bool isWholeTurn() const { return next_ == &turn_.back(); }

  // Back to the first callback, between two.
  void restartTurn();
  void cutTurn(std::size_t callbacks);

  State state_ = State::Off;
  bool differs_ = false;  // the watched iteration, from the one before it
  // The key of the callback that is to begin, or the complement of that of the one that is to end;
  // 0: none of those that repeat.
  std::uint64_t due_ = 0;
  Callback* next_ = nullptr;   // that callback
  std::uint64_t last_ts_ = 0;  // end of the callback or poll before
  unsigned alike_ = 0;
  unsigned wanted_alike_ = kAlike;
  std::vector<Callback> turn_;  // ends with one of key 0, while it watches
  std::uint64_t turns_ = 0;     // folded since the counts came out last
  std::uint64_t poll_start_ts_ = 0, poll_end_ts_ = 0;
  std::uint64_t turn_end_ts_ = 0;  // of the last whole folded iteration
  std::uint64_t written_ts_ = 0;   // when the counts came out last
};

}  // namespace uvscope::capture
