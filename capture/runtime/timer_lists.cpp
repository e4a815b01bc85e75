#include "capture/runtime/timer_lists.h"

#include <algorithm>

#include "capture/runtime/runtime_loop.h"
#include "capture/runtime/timeout_node.h"
#include "core/scopes.h"

namespace uvscope::capture {

void TimerLists::insert(const std::shared_ptr<TimeoutNode>& timeout, std::uint64_t duration_ms,
                        std::uint64_t start_ms) {
  const auto [found, is_new] = lists_.try_emplace(duration_ms);
  List& list = found->second;
  if (is_new) {
    list.duration_ms = duration_ms;
    list.expiry_ms = start_ms + duration_ms;
    list.number = next_number_++;
    due_.insert(&list);
    if (list.expiry_ms < next_expiry_ms_) {
      loop_.scheduleTimer(duration_ms);
      next_expiry_ms_ = list.expiry_ms;
    }
  }
  timeout->start_ms_ = start_ms;
  timeout->list_ms_ = duration_ms;
  timeout->place_ = list.timeouts.insert(list.timeouts.end(), timeout);
}

void TimerLists::remove(TimeoutNode& timeout) {
  if (!timeout.place_) return;
  const auto found = lists_.find(timeout.list_ms_);
  const auto place = *std::exchange(timeout.place_, std::nullopt);
  found->second.timeouts.erase(place);  // its caller keeps `timeout` alive
}

void TimerLists::addReference() {
  if (++referenced_ == 1) loop_.referTimer(true);
}

void TimerLists::dropReference() {
  if (--referenced_ == 0) loop_.referTimer(false);
}

void TimerLists::run() {
  next_expiry_ms_ = ~std::uint64_t{0};
  const core::LoopCallbackScope scope(loop_.environment());
  const std::uint64_t now_ms = loop_.now();
  // After an exception the others go on, and then come the ticks (rule 76).
  while (runDue(now_ms) == core::Outcome::Threw) {
  }
  scheduleNext();
}

core::Outcome TimerLists::runDue(std::uint64_t now_ms) {
  bool first = true;
  while (!due_.empty() && (*due_.begin())->expiry_ms <= now_ms) {
    const std::uint64_t duration_ms = (*due_.begin())->duration_ms;
    if (!std::exchange(first, false)) loop_.environment().drainTasks();
    if (runList(duration_ms, now_ms) == core::Outcome::Threw) return core::Outcome::Threw;
  }
  return core::Outcome::Returned;
}

// The list is looked up again after each callback, which may have run the loop and so ended it.
core::Outcome TimerLists::runList(std::uint64_t duration_ms, std::uint64_t now_ms) {
  bool first = true;
  for (auto found = lists_.find(duration_ms); found != lists_.end();
       found = lists_.find(duration_ms)) {
    List& list = found->second;
    if (list.timeouts.empty()) {
      due_.erase(&list);
      lists_.erase(found);
      break;
    }
    const std::shared_ptr<TimeoutNode> timeout = list.timeouts.front();
    const std::uint64_t due_ms = timeout->start_ms_ + duration_ms;
    if (due_ms > now_ms) {
      postpone(list, std::max(due_ms, now_ms + 1));
      break;
    }
    if (!std::exchange(first, false)) loop_.environment().drainTasks();
    if (!timeout->place_) continue;  // cleared meanwhile
    remove(*timeout);
    if (timeout->fire() == core::Outcome::Threw) return core::Outcome::Threw;
  }
  return core::Outcome::Returned;
}

void TimerLists::postpone(List& list, std::uint64_t expiry_ms) {
  due_.erase(&list);
  list.expiry_ms = expiry_ms;
  list.number = next_number_++;
  due_.insert(&list);
}

void TimerLists::dropAll() {
  due_.clear();
  for (auto& [duration_ms, list] : lists_) {
    for (const std::shared_ptr<TimeoutNode>& timeout : list.timeouts)
      timeout->place_.reset();
  }
  lists_.clear();
}

void TimerLists::scheduleNext() {
  if (due_.empty()) return;
  const std::uint64_t expiry_ms = (*due_.begin())->expiry_ms;
  const std::uint64_t now_ms = loop_.now();
  next_expiry_ms_ = expiry_ms;
  loop_.scheduleTimer(expiry_ms > now_ms ? expiry_ms - now_ms : 1);
}

}  // namespace uvscope::capture
