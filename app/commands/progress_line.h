// One line at the bottom of a terminal that is written anew while a program is recorded.
//
// The terminal is the program's as well, and nobody tells us when that one writes. So the line is
// drawn only where it can do little harm, and its cursor stays at its beginning: what the program
// writes next replaces it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace uvscope::app {

enum class Progress : std::uint8_t {
  Never,
  Auto,    // while the program's standard output is no terminal
  Always,  // also while it is; never in raw mode
};

struct ProgressFacts {
  std::uint64_t events = 0, alive = 0, dropped = 0, bytes = 0;
};

// "uvscope: 1 204 events, 812 k/s, 56 alive, 3.2 MB, 0 dropped, 12 s".
std::string describeProgress(const ProgressFacts& facts, double events_per_second,
                             std::uint64_t elapsed_ns);

// The first `columns` characters of a text in UTF-8.
std::string cutTo(const std::string& text, std::size_t columns);

class ProgressLine {
 public:
  using Clock = std::chrono::steady_clock;

  // Draws on standard error, if that is a terminal that can move its cursor.
  explicit ProgressLine(Progress wish);

  ~ProgressLine() { erase(); }

  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // Whether it is time to look and draw again; about four times a second.
  [[nodiscard]] bool isDue() const { return possible_ && Clock::now() >= next_; }

  void draw(const ProgressFacts& facts);

  // Before anything else is written there.
  void erase();

  // For good: the program is over, or its recording.
  void end() {
    erase();
    possible_ = false;
  }

 private:
  bool possible_;
  bool drawn_ = false;
  // At the last look: a program that begins or ends to draw the screen has the terminal in its
  // ordinary mode for a moment.
  bool ours_ = false;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_ + std::chrono::milliseconds(250);
  Clock::time_point last_ = start_;
  std::uint64_t last_events_ = 0;
};

}  // namespace uvscope::app
