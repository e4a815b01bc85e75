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
#include <vector>

#include "capture/recorder/ring_writer.h"

namespace uvscope::capture {

class TurnFolder {
 public:
  // Whether anything is to be told to it: false for a loop that waits.
  [[nodiscard]] bool isWatching() const { return state_ != State::Off; }

  // The following are told before they are written, and return whether they are folded: not to be
  // written. `writer` gets what was folded before, where it must come out now.

  // The loop begins a poll of `timeout_ms`, whether it is watched or not.
  bool pollStart(RingWriter& writer, std::int64_t timeout_ms);
  bool pollEnd(RingWriter& writer, std::int64_t events);
  bool begin(RingWriter& writer, std::uint64_t id, std::uint64_t reason, std::uint64_t value);
  bool end(RingWriter& writer, std::uint64_t id);
  // Anything else is about to be written.
  void other(RingWriter& writer);

  // Writes out what is counted so far; nothing more comes to be folded with it.
  void stop(RingWriter& writer);

 private:
  enum class State : std::uint8_t { Off, Watching, Folding };

  // A callback of the iteration that repeats.
  struct Callback {
    std::uint64_t id = 0;
    std::uint64_t reason = 0;
    std::uint64_t begin_ts = 0, end_ts = 0;  // in the present iteration, once it came to it
    std::uint64_t busy = 0;                  // of all folded ones since the counts came out last
  };

  // Iterations that must be alike before the next ones are folded: the first time, and after an
  // interruption.
  static constexpr unsigned kAlike = 32;
  static constexpr unsigned kAlikeAgain = 2;
  static constexpr std::size_t kMostCallbacks = 4096;
  // In units of the clock: some microseconds, some milliseconds.
  static constexpr std::uint64_t kLongCallback = 4096;
  static constexpr std::uint64_t kWriteEvery = std::uint64_t{1} << 24U;

  void endWatchedTurn();
  void startFolding(RingWriter& writer);
  bool turnEnded(RingWriter& writer, std::uint64_t now);
  void writeCounts(RingWriter& writer);
  void writeTurn(RingWriter& writer);
  void unfold(RingWriter& writer);

  State state_ = State::Off;
  bool differs_ = false;  // the watched iteration, from the one before it
  bool inside_ = false;   // of the callback `next_`
  unsigned alike_ = 0;
  unsigned wanted_alike_ = kAlike;
  std::size_t next_ = 0;
  std::vector<Callback> turn_;
  std::uint64_t turns_ = 0;  // folded since the counts came out last
  std::uint64_t poll_start_ts_ = 0, poll_end_ts_ = 0;
  std::uint64_t last_ts_ = 0;      // end of the callback or poll before
  std::uint64_t turn_end_ts_ = 0;  // of the last whole folded iteration
  std::uint64_t written_ts_ = 0;   // when the counts came out last
};

}  // namespace uvscope::capture
