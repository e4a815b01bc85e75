// Pending timeouts in Node's order: one list a duration, so that timeouts of equal duration fire in
// the order made, and the list that is due next first.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "core/task_queue.h"

namespace uvscope::capture {

class RuntimeLoop;
class TimeoutNode;

class TimerLists {
 public:
  explicit TimerLists(RuntimeLoop& loop) : loop_(loop) {}

  TimerLists(const TimerLists&) = delete;
  TimerLists& operator=(const TimerLists&) = delete;

  // Lets `timeout` fire `duration_ms` after `start_ms` of the loop's time.
  void insert(const std::shared_ptr<TimeoutNode>& timeout, std::uint64_t duration_ms,
              std::uint64_t start_ms);

  void remove(TimeoutNode& timeout);

  // A referenced timeout was added or has gone.
  void addReference();
  void dropReference();

  // Fires what is due. To be called when the time that was scheduled has come. A timeout's callback
  // may run the loop, and so this, again.
  void run();

  // The loop is closed.
  void dropAll();

  // Asks for run() to be called when the next is due.
  void scheduleNext();

 private:
  struct List {
    std::uint64_t duration_ms;
    std::uint64_t expiry_ms;
    std::uint64_t number;
    std::list<std::shared_ptr<TimeoutNode>> timeouts;
  };

  // Due first: by expiry, then in the order made.
  struct DueFirst {
    bool operator()(const List* a, const List* b) const {
      return a->expiry_ms != b->expiry_ms ? a->expiry_ms < b->expiry_ms : a->number < b->number;
    }
  };

  core::Outcome runDue(std::uint64_t now_ms);
  core::Outcome runList(std::uint64_t duration_ms, std::uint64_t now_ms);
  void postpone(List& list, std::uint64_t expiry_ms);

  RuntimeLoop& loop_;
  std::map<std::uint64_t, List> lists_;  // by duration
  std::set<List*, DueFirst> due_;
  std::uint64_t next_number_ = 0;
  std::uint64_t next_expiry_ms_ = ~std::uint64_t{0};
  std::uint64_t referenced_ = 0;
};

}  // namespace uvscope::capture
