#include "capture/runtime/immediate_queue.h"

#include <utility>

#include "capture/runtime/runtime_loop.h"
#include "core/scopes.h"

namespace uvscope::capture {

ImmediateNode::ImmediateNode(std::shared_ptr<RuntimeLoop> loop, std::function<void()> callback)
    : loop_(std::move(loop)),
      resource_(loop_->environment(), core::Provider::Immediate, this),
      callback_(std::move(callback)) {}

void ImmediateNode::refer(bool referenced) {
  if (done_ || referenced_ == referenced) return;
  referenced_ = referenced;
  if (referenced) {
    loop_->immediates().addReference();
  } else {
    loop_->immediates().dropReference();
  }
}

void ImmediateNode::clear() {
  if (std::exchange(done_, true)) return;
  if (std::exchange(referenced_, false)) loop_->immediates().dropReference();
  callback_ = nullptr;
  resource_.end();
}

void ImmediateQueue::push(std::shared_ptr<ImmediateNode> immediate) {
  pending_.push_back(std::move(immediate));
  loop_.requestCheck();
  addReference();
}

void ImmediateQueue::addReference() {
  if (++referenced_ == 1) loop_.keepAwake(true);
}

void ImmediateQueue::dropReference() {
  if (--referenced_ == 0) loop_.keepAwake(false);
}

void ImmediateQueue::run() {
  do {
    core::LoopCallbackScope scope(loop_.environment());
    if (runBatch() == core::Outcome::Threw) {
      scope.setFailed();
    } else {
      return;
    }
  } while (!running_.empty() || !pending_.empty());
}

void ImmediateQueue::dropAll() {
  running_.clear();
  pending_.clear();
}

core::Outcome ImmediateQueue::runBatch() {
  if (running_.empty()) running_ = std::exchange(pending_, {});
  bool first = true;
  while (!running_.empty()) {
    if (!std::exchange(first, false)) loop_.environment().drainTasks();
    const std::shared_ptr<ImmediateNode> immediate = std::move(running_.front());
    running_.pop_front();
    if (std::exchange(immediate->done_, true)) continue;  // cleared meanwhile
    if (std::exchange(immediate->referenced_, false)) dropReference();
    const core::Outcome outcome = immediate->resource_.run(
        immediate.get(), [&immediate] { immediate->callback_(); },
        [&immediate] { immediate->resource_.end(); });
    immediate->callback_ = nullptr;  // what it holds may be waited for
    if (outcome == core::Outcome::Threw) return outcome;
  }
  return core::Outcome::Returned;
}

}  // namespace uvscope::capture
