// Shows targets with a full ring that the host is at work, also while its own thread is busy for
// long (a slow disk): else they would stop waiting and lose records. Beats on a thread of its own;
// when the host's thread has not reported for kMostSilence, it is stuck, and the beats stop.
//
// Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "capture/recorder/ring_format.h"

namespace uvscope::capture {

class Heartbeat {
 public:
  static constexpr std::chrono::seconds kMostSilence{60};

  Heartbeat();
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  // From add() to remove() the arena stays mapped.
  void add(ArenaHeader& arena);
  void remove(ArenaHeader& arena);

  // The host's thread makes progress.
  void report();

 private:
  void run();
  void beatAll();

  std::atomic<std::chrono::steady_clock::rep> last_report_;
  std::mutex mutex_;
  std::vector<ArenaHeader*> arenas_;  // guarded by mutex_
  bool stopping_ = false;             // guarded by mutex_
  std::condition_variable stop_;
  std::thread thread_;
};

}  // namespace uvscope::capture
