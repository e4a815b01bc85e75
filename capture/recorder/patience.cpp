#include "capture/recorder/patience.h"

#include <cerrno>
#include <csignal>
#include <ctime>

#include <sched.h>

#include "capture/recorder/clock.h"

namespace uvscope::capture {
namespace {

constexpr std::uint64_t kSuspiciousNs = 50'000'000;
constexpr unsigned kYields = 64;
constexpr timespec kNap{.tv_sec = 0, .tv_nsec = 100'000};

}  // namespace

Patience::Patience(const ArenaHeader& arena, const RingHeader& ring) : arena_(arena), ring_(ring) {
  look(monotonicNs());
}

bool Patience::isOver() {
  if (arena_.host_closed.load(std::memory_order_relaxed) != 0) return true;
  const std::uint64_t now_ns = monotonicNs();
  if (progress() != progress_) look(now_ns);
  const std::uint64_t still_for_ns = now_ns - progress_ns_;
  if (still_for_ns > kHostStallNs) return true;
  return still_for_ns > kSuspiciousNs && hostIsDead();
}

void Patience::pause() {
  if (turn_++ < kYields) {
    sched_yield();
  } else {
    nanosleep(&kNap, nullptr);
  }
}

std::uint64_t Patience::progress() const {
  return arena_.host_heartbeat.load(std::memory_order_relaxed) +
         ring_.tail.load(std::memory_order_relaxed);
}

void Patience::look(std::uint64_t now_ns) {
  progress_ = progress();
  progress_ns_ = now_ns;
}

bool Patience::hostIsDead() const {
  const std::int32_t pid = arena_.host_pid.load(std::memory_order_relaxed);
  return pid > 0 && kill(pid, 0) != 0 && errno == ESRCH;
}

}  // namespace uvscope::capture
