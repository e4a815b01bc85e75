// The stack of executing resources of one thread (rule 4).
#pragma once

#include <cstddef>
#include <memory>

#include "core/async_id.h"
#include "core/resource_slots.h"

namespace uvscope::core {

class ExecutionStack {
 public:
  struct Frame {
    AsyncId id;
    AsyncId trigger;
    ResourceSlots* slots = nullptr;  // of the resource; null: it has none yet
    void* object = nullptr;          // what init was given for it
  };

  // At the bottom, below all pushed frames, stands the main program outside of the loop (rule 2).
  ExecutionStack() : frames_(std::make_unique<Frame[]>(kUsualDepth)), end_(&frames_[kUsualDepth]) {
    top_ = frames_.get();
    *top_ = {kBootstrapId, kNativeId, &top_level_, nullptr};
  }

  ~ExecutionStack() = default;
  ExecutionStack(const ExecutionStack&) = delete;
  ExecutionStack& operator=(const ExecutionStack&) = delete;

  [[nodiscard]] AsyncId executionAsyncId() const { return top_->id; }

  [[nodiscard]] AsyncId triggerAsyncId() const { return top_->trigger; }

  [[nodiscard]] Frame& top() { return *top_; }

  [[nodiscard]] const Frame& top() const { return *top_; }

  // How many frames were pushed.
  [[nodiscard]] std::size_t depth() const { return static_cast<std::size_t>(top_ - frames_.get()); }

  // The frame that was pushed at this depth, from 1; 0: the main program's.
  [[nodiscard]] Frame& at(std::size_t depth) { return frames_[depth]; }

  // Returns the depth to give to popTo when it ends.
  std::size_t push(AsyncId id, AsyncId trigger, ResourceSlots* slots = nullptr,
                   void* object = nullptr) {
    const std::size_t before = depth();
    if (++top_ == end_) [[unlikely]]
      grow();
    *top_ = {id, trigger, slots, object};
    return before;
  }

  // Code that the loop itself runs: no resource executes (rule 3). The main program's slots serve
  // it as well (rule 79).
  std::size_t pushNative() { return push(kNativeId, kNativeId, &top_level_); }

  // The frame pushed last.
  void pop() { --top_; }

  // Back to `depth`, also past frames that somebody above forgot. A no-op when already below.
  void popTo(std::size_t depth) {
    Frame* const frame = &frames_[depth];
    if (frame < top_) top_ = frame;
  }

  // Whether any frame is that of `id`.
  [[nodiscard]] bool executes(AsyncId id) const {
    for (const Frame* frame = top_; frame != frames_.get(); --frame) {
      if (frame->id == id) return true;
    }
    return false;
  }

  [[nodiscard]] bool usesSlots(const ResourceSlots* slots) const {
    for (const Frame* frame = top_; frame != frames_.get(); --frame) {
      if (frame->slots == slots) return true;
    }
    return false;
  }

  // Lets all frames that use `from` use `to` instead.
  void replaceSlots(const ResourceSlots* from, ResourceSlots* to) {
    for (Frame* frame = top_; frame != frames_.get(); --frame) {
      if (frame->slots == from) frame->slots = to;
    }
  }

 private:
  static constexpr std::size_t kUsualDepth = 16;  // Node's fixed part; deeper ones grow

  void grow();

  std::unique_ptr<Frame[]> frames_;  // NOLINT(modernize-avoid-c-arrays): grows by hand
  Frame* end_;
  Frame* top_;
  ResourceSlots top_level_;
};

}  // namespace uvscope::core
