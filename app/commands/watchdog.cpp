#include "app/commands/watchdog.h"

#include <cstdlib>

#include <fmt/core.h>

namespace uvscope::app {
namespace {

constexpr std::chrono::seconds kGrace{2};

}  // namespace

Watchdog::Watchdog(std::chrono::milliseconds limit) : thread_([this, limit] { watch(limit); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Watchdog::watch(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  if (wake_.wait_for(lock, limit + kGrace, [this] { return done_; })) return;
  fmt::print(stderr, "uvscope: SQL: stopped, for a single step takes too long\n");
  std::_Exit(2);
}

}  // namespace uvscope::app
