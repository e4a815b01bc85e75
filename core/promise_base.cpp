#include "core/promise_base.h"

namespace uvscope::core {

void Reaction::releaseSource() {
  if (source_ != nullptr) std::exchange(source_, nullptr)->unref();
}

void PromiseBase::reject(std::exception_ptr reason) {
  if (state_ != State::Pending) return;
  reason_ = std::move(reason);
  const bool handled = handled_;
  settle(State::Rejected);
  if (!handled) environment().rejections().add(*this);
}

void PromiseBase::settle(State state) {
  state_ = state;
  identity_.resolved();
  while (Task* const reaction = reactions_.pop())
    schedule(static_cast<Reaction*>(reaction));
}

void PromiseBase::addReaction(Reaction* reaction) {
  handled_ = true;
  if (state_ == State::Pending) {
    reactions_.push(reaction);
  } else {
    schedule(reaction);
  }
}

void PromiseBase::schedule(Reaction* reaction) {
  ref();
  reaction->source_ = this;
  environment().pushMicrotask(reaction);
}

}  // namespace uvscope::core
