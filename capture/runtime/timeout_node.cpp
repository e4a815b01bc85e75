#include "capture/runtime/timeout_node.h"

#include <utility>

#include "capture/runtime/runtime_loop.h"

namespace uvscope::capture {

TimeoutNode::TimeoutNode(std::shared_ptr<RuntimeLoop> loop, std::function<void()> callback,
                         std::uint64_t delay_ms, bool repeats)
    : loop_(std::move(loop)),
      callback_(std::make_shared<const std::function<void()>>(std::move(callback))),
      delay_ms_(delay_ms),
      repeats_(repeats) {}

void TimeoutNode::start() {
  resource_ =
      std::make_shared<core::OneShotResource>(loop_->environment(), core::Provider::Timeout, this);
  loop_->requestCheck();
  if (referenced_) loop_->timers().addReference();
  insert(loop_->now());
}

void TimeoutNode::insert(std::uint64_t start_ms) {
  loop_->timers().insert(shared_from_this(), delay_ms_, start_ms);
}

void TimeoutNode::refer(bool referenced) {
  if (referenced_ == referenced) return;
  referenced_ = referenced;
  if (ended_) return;
  if (referenced) {
    loop_->timers().addReference();
  } else {
    loop_->timers().dropReference();
  }
}

void TimeoutNode::refresh() {
  if (!callback_ || loop_->closed()) return;  // a cleared one stays so
  loop_->timers().remove(*this);
  if (ended_) {
    ended_ = false;
    start();
  } else {
    insert(loop_->now());
  }
}

void TimeoutNode::clear() {
  callback_ = nullptr;
  const std::shared_ptr<TimeoutNode> self = shared_from_this();
  loop_->timers().remove(*this);
  end();
}

void TimeoutNode::end() {
  if (std::exchange(ended_, true)) return;
  if (referenced_) loop_->timers().dropReference();
  resource_->end();
}

core::Outcome TimeoutNode::fire() {
  const std::uint64_t start_ms = repeats_ ? loop_->now() : 0;
  const auto callback = callback_;  // it may clear, and so drop, itself
  const std::shared_ptr<core::OneShotResource> resource = resource_;
  return resource->run(this, *callback, [this, start_ms] {
    if (place_ || ended_) return;  // refreshed or cleared
    if (repeats_) {
      insert(start_ms);
    } else {
      end();
    }
  });
}

}  // namespace uvscope::capture
