// The stack of executing resources of one thread (rule 4): pairs of a resource and its trigger.
#pragma once

#include <cstddef>
#include <vector>

#include "core/async_id.h"

namespace uvscope::core {

class ExecutionStack {
 public:
  struct Frame {
    AsyncId id;
    AsyncId trigger;
    friend bool operator==(const Frame&, const Frame&) = default;
  };

  // Below all pushed frames: the main program outside of the loop (rule 2).
  static constexpr Frame kBase{kBootstrapId, kNativeId};

  ExecutionStack() { frames_.reserve(kUsualDepth); }

  [[nodiscard]] AsyncId executionAsyncId() const { return top().id; }

  [[nodiscard]] AsyncId triggerAsyncId() const { return top().trigger; }

  [[nodiscard]] Frame top() const { return frames_.empty() ? kBase : frames_.back(); }

  [[nodiscard]] std::size_t depth() const { return frames_.size(); }

  // Makes `id` the executing resource. Returns the depth to give to popTo when it ends.
  std::size_t push(AsyncId id, AsyncId trigger) {
    frames_.push_back({id, trigger});
    return frames_.size() - 1;
  }

  // Back to `depth`, also past frames that somebody above forgot. A no-op when already below.
  void popTo(std::size_t depth) {
    if (depth < frames_.size()) frames_.resize(depth);
  }

 private:
  static constexpr std::size_t kUsualDepth = 16;  // Node's fixed part; deeper ones grow
  std::vector<Frame> frames_;
};

}  // namespace uvscope::core
