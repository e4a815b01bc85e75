// One timeout or interval, shared by its handles and, while pending, by its list.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>

#include "core/next_tick.h"
#include "core/task_queue.h"

namespace uvscope::capture {

class RuntimeLoop;

class TimeoutNode : public std::enable_shared_from_this<TimeoutNode> {
 public:
  TimeoutNode(std::shared_ptr<RuntimeLoop> loop, std::function<void()> callback,
              std::uint64_t delay_ms, bool repeats);

  // Emits init and starts.
  void start();

  void refer(bool referenced);

  [[nodiscard]] bool referenced() const { return referenced_; }

  void refresh();

  // Once: its destroy is queued (rule 29).
  void clear();

  // For TimerLists: calls the callback; an interval is started anew.
  core::Outcome fire();

  [[nodiscard]] core::AsyncId asyncId() const { return resource_->asyncId(); }

 private:
  friend class TimerLists;

  void insert(std::uint64_t start_ms);
  void end();

  std::shared_ptr<RuntimeLoop> loop_;
  std::shared_ptr<core::OneShotResource> resource_;        // shared with a callback that is running
  std::shared_ptr<const std::function<void()>> callback_;  // null: cleared; a call shares it
  std::uint64_t delay_ms_;
  bool repeats_;
  bool referenced_ = true;
  bool ended_ = false;  // its resource; refresh() makes a new one

  // TimerLists': where it is pending.
  std::uint64_t start_ms_ = 0;
  std::uint64_t list_ms_ = 0;
  std::optional<std::list<std::shared_ptr<TimeoutNode>>::iterator> place_;
};

}  // namespace uvscope::capture
