#include "app/commands/progress_line.h"

#include <cstdlib>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

constexpr std::chrono::milliseconds kEvery{250};
constexpr std::string_view kErase = "\r\x1b[K";

bool movesItsCursor() {
  const char* const kind = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe)
  return kind != nullptr && *kind != '\0' && std::string_view(kind) != "dumb";
}

bool isPossible(Progress wish) {
  if (wish == Progress::Never || isatty(STDERR_FILENO) == 0 || !movesItsCursor()) return false;
  return wish == Progress::Always || isatty(STDOUT_FILENO) == 0;
}

// A terminal that was stopped (Ctrl+S) would stop us as well, and then the program that we record.
bool takesOutput() {
  pollfd terminal{STDERR_FILENO, POLLOUT, 0};
  return poll(&terminal, 1, 0) == 1 && (terminal.revents & POLLOUT) != 0;
}

// A program that draws the whole screen, or asks for a password, has switched that off; and in the
// background of a shell the terminal is another's.
bool isOursNow() {
  termios modes{};
  if (tcgetattr(STDERR_FILENO, &modes) != 0) return false;
  constexpr tcflag_t kPlain = ICANON | ECHO;
  return (modes.c_lflag & kPlain) == kPlain && tcgetpgrp(STDERR_FILENO) == getpgrp() &&
         takesOutput();
}

std::size_t columns() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col : 80;
}

void write(std::string_view bytes) {
  // What cannot be written is not worth a word: it would go the same way.
  static_cast<void>(!::write(STDERR_FILENO, bytes.data(), bytes.size()));
}

double secondsOf(ProgressLine::Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

std::string describeProgress(const ProgressFacts& facts, double events_per_second,
                             std::uint64_t elapsed_ns) {
  return fmt::format("uvscope: {}, {}, {} alive, {}, {} dropped, {}",
                     ui::formatPlural(facts.events, "event"), ui::formatRate(events_per_second),
                     ui::formatCount(facts.alive), ui::formatBytes(facts.bytes),
                     ui::formatCount(facts.dropped), ui::formatDuration(elapsed_ns));
}

std::string cutTo(const std::string& text, std::size_t columns) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && columns-- == 0) break;
  }
  return text.substr(0, at);
}

ProgressLine::ProgressLine(Progress wish) : possible_(isPossible(wish)) {}

void ProgressLine::draw(const ProgressFacts& facts) {
  const auto now = Clock::now();
  const double rate = static_cast<double>(facts.events - last_events_) / secondsOf(now - last_);
  last_events_ = facts.events;
  last_ = now;
  next_ = now + kEvery;
  const bool was_ours = std::exchange(ours_, isOursNow());
  if (!ours_ || !was_ours) {
    drawn_ = false;  // what is there now is the program's
    return;
  }
  const auto elapsed_ns = std::chrono::nanoseconds(now - start_).count();
  const std::string line = describeProgress(facts, rate, static_cast<std::uint64_t>(elapsed_ns));
  // One column stays free, or the cursor would go to the next line.
  write(std::string(kErase) + cutTo(line, columns() - 1) + "\r");
  drawn_ = true;
}

void ProgressLine::erase() {
  if (drawn_ && isOursNow()) write(kErase);
  drawn_ = false;
}

}  // namespace uvscope::app
