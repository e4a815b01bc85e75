#include "capture/recorder/ring_writer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include <sched.h>

#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

// Says when to stop waiting for a reader that does not move.
class Patience {
 public:
  Patience(const ArenaHeader& arena, const RingHeader& ring) : arena_(arena), ring_(ring) {
    look(monotonicNs());
  }

  [[nodiscard]] bool isOver() {
    if (arena_.host_closed.load(std::memory_order_relaxed) != 0) return true;
    const std::uint64_t now = monotonicNs();
    if (progress() != progress_) look(now);
    const std::uint64_t still_for = now - progress_ns_;
    if (still_for > kHostStallNs) return true;
    return still_for > kSuspiciousNs && hostIsDead();
  }

 private:
  static constexpr std::uint64_t kSuspiciousNs = 50'000'000;

  [[nodiscard]] std::uint64_t progress() const {
    return arena_.host_heartbeat.load(std::memory_order_relaxed) +
           ring_.tail.load(std::memory_order_relaxed);
  }

  void look(std::uint64_t now) {
    progress_ = progress();
    progress_ns_ = now;
  }

  [[nodiscard]] bool hostIsDead() const {
    const std::int32_t pid = arena_.host_pid.load(std::memory_order_relaxed);
    return pid > 0 && kill(pid, 0) != 0 && errno == ESRCH;
  }

  const ArenaHeader& arena_;
  const RingHeader& ring_;
  std::uint64_t progress_ = 0;
  std::uint64_t progress_ns_ = 0;
};

// The first turns are short: a working host frees room in less time than a sleep takes.
void pauseFor(unsigned turn) {
  constexpr unsigned kYields = 64;
  constexpr timespec kNap{.tv_sec = 0, .tv_nsec = 100'000};
  if (turn < kYields) {
    sched_yield();
  } else {
    nanosleep(&kNap, nullptr);
  }
}

}  // namespace

RingWriter::Room RingWriter::makeRoom() {
  limit_ = ring_->tail.load(std::memory_order_acquire) + kRingCapacity;
  if (position_ != limit_) return Room::Free;
  const bool waits =
      arena_->on_full.load(std::memory_order_relaxed) != static_cast<std::uint32_t>(OnFull::Drop);
  if (waits && !given_up_ && waitForRoom()) return Room::Free;
  given_up_ = given_up_ || waits;
  ring_->dropped.fetch_add(1, std::memory_order_relaxed);
  return given_up_ ? Room::Over : Room::Lost;
}

bool RingWriter::waitForRoom() {
  const Undisturbed undisturbed;
  Patience patience(*arena_, *ring_);
  for (unsigned turn = 0; !patience.isOver(); ++turn) {
    limit_ = ring_->tail.load(std::memory_order_acquire) + kRingCapacity;
    if (position_ != limit_) return true;
    pauseFor(turn);
  }
  return false;
}

bool RingWriter::pushText(TextKind kind, std::uint64_t id, std::uint64_t user_type,
                          std::string_view text) {
  text = text.substr(0, kMaxTextBytes);
  if (!push(static_cast<std::uint8_t>(RecordKind::FirstText), id,
            text.size() | std::uint64_t{static_cast<std::uint8_t>(kind)} << 32U, user_type)) {
    return false;
  }
  while (!text.empty()) {
    std::array<std::uint64_t, 3> words{};
    static_assert(sizeof(words) == kTextBytesPerRecord);
    const std::size_t count = std::min(text.size(), kTextBytesPerRecord);
    std::memcpy(words.data(), text.data(), count);
    if (position_ == limit_) {
      if (const Room room = makeRoom(); room != Room::Free) return room == Room::Lost;
    }
    store(words[0], static_cast<std::uint8_t>(RecordKind::Text), id, words[1], words[2]);
    text.remove_prefix(count);
  }
  return true;
}

}  // namespace uvscope::capture
