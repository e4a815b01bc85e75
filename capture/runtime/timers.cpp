#include "capture/runtime/timers.h"

#include "capture/runtime/immediate_queue.h"
#include "capture/runtime/runtime_loop.h"
#include "capture/runtime/timeout_node.h"
#include "core/errors.h"

namespace uvscope::capture {

Timeout& Timeout::ref() {
  if (node_) node_->refer(true);
  return *this;
}

Timeout& Timeout::unref() {
  if (node_) node_->refer(false);
  return *this;
}

bool Timeout::hasRef() const {
  return node_ && node_->referenced();
}

Timeout& Timeout::refresh() {
  if (node_) node_->refresh();
  return *this;
}

Timeout& Timeout::close() {
  if (node_) node_->clear();
  return *this;
}

core::AsyncId Timeout::asyncId() const {
  return node_ ? node_->asyncId() : core::kNativeId;
}

Immediate& Immediate::ref() {
  if (node_) node_->refer(true);
  return *this;
}

Immediate& Immediate::unref() {
  if (node_) node_->refer(false);
  return *this;
}

bool Immediate::hasRef() const {
  return node_ && node_->referenced();
}

void Immediate::close() {
  if (node_) node_->clear();
}

core::AsyncId Immediate::asyncId() const {
  return node_ ? node_->asyncId() : core::kNativeId;
}

Timeout detail::startTimeout(Callback callback, std::chrono::milliseconds delay, bool repeats) {
  constexpr std::chrono::milliseconds kLongest{0x7fffffff};  // Node's, beyond which it takes 1 ms
  RuntimeLoop& loop = requireLoop(repeats ? "setInterval" : "setTimeout");
  core::requireCallable(callback, repeats ? "setInterval" : "setTimeout");
  const bool in_range = delay.count() >= 1 && delay <= kLongest;
  const auto node = std::make_shared<TimeoutNode>(
      loop.shared_from_this(), std::move(callback),
      static_cast<std::uint64_t>(in_range ? delay.count() : 1), repeats);
  node->start();
  return Timeout(node);
}

Immediate detail::startImmediate(Callback callback) {
  RuntimeLoop& loop = requireLoop("setImmediate");
  core::requireCallable(callback, "setImmediate");
  const auto node = std::make_shared<ImmediateNode>(loop.shared_from_this(), std::move(callback));
  loop.immediates().push(node);
  return Immediate(node);
}

}  // namespace uvscope::capture
