#include "capture/host/heartbeat.h"

#include <algorithm>
#include <csignal>

#include "capture/host/sigbus_guard.h"

namespace uvscope::capture {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::nanoseconds kBeat{kHostStallNs / 8};

}  // namespace

Heartbeat::Heartbeat() : last_report_(Clock::now().time_since_epoch().count()) {
  // Signals are for the host's thread.
  sigset_t all;
  sigset_t previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
}

Heartbeat::~Heartbeat() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

void Heartbeat::add(ArenaHeader& arena) {
  const std::lock_guard lock(mutex_);
  arenas_.push_back(&arena);
}

void Heartbeat::remove(ArenaHeader& arena) {
  const std::lock_guard lock(mutex_);
  std::erase(arenas_, &arena);
}

void Heartbeat::report() {
  last_report_.store(Clock::now().time_since_epoch().count());
}

void Heartbeat::run() {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, kBeat, [this] { return stopping_; })) {
    const Clock::time_point reported{Clock::duration(last_report_.load())};
    if (Clock::now() - reported < kMostSilence) beatAll();
  }
}

void Heartbeat::beatAll() {
  for (ArenaHeader* const arena : arenas_) {
    const SigbusGuard guard(arena, sizeof(ArenaHeader));  // the file may have been cut
    arena->host_heartbeat.fetch_add(1, std::memory_order_release);
  }
}

}  // namespace uvscope::capture
