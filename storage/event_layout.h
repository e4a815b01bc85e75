// What the encoder and the decoder of events agree on: the columns, the head byte, and what is
// expected of an event by those before it. See event_codec.h for the layout.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/event.h"

namespace uvscope::storage::event_layout {

// Version 1 knew fewer kinds, and no escape; until version 2 the time was one column.
inline constexpr std::uint8_t kCodecVersion = 3;
inline constexpr std::uint8_t kTimeInOneColumn = 2;

enum Column : std::size_t { Head, Time, TimeHigh, Id, InitFields, Rest, ColumnCount };

inline constexpr std::size_t kFixedHeaderBytes = 8 + 1 + 1 + 2;
inline constexpr std::size_t kHeaderBytes = kFixedHeaderBytes + 4 * ColumnCount;

// How many bytes an event may take in a column.
inline constexpr std::array<std::size_t, ColumnCount> kMostBytes = {
    1, 1, 10, 10, 3 + 10 + 10, 1 + 5 + 1 + 10 + 1 + 10 + 10 + 10 + 3 + 1};

// The head byte: the kind in the low nibble, or, for rarer kinds, the escape and the kind in the
// rest column.
inline constexpr std::uint8_t kKindMask = 0x0f;
inline constexpr std::uint8_t kEscape = 0x0f;
inline constexpr std::uint8_t kSameContext = 0x10;
inline constexpr std::uint8_t kExpectedId = 0x20;
inline constexpr std::uint8_t kPlain =
    0x40;  // Init: both parents expected; Before: Callback, value 0
inline constexpr std::uint8_t kOdd = 0x80;  // fields are set that the kind has no use for

// Which odd fields follow in the rest column.
inline constexpr std::uint8_t kOddTrigger = 0x01;
inline constexpr std::uint8_t kOddExecution = 0x02;
inline constexpr std::uint8_t kOddValue = 0x04;
inline constexpr std::uint8_t kOddType = 0x08;
inline constexpr std::uint8_t kOddReason = 0x10;

// What the events of one context so far let one expect of its next. A copy of it, as a local of a
// loop, lies in registers; its stack is the Model's.
class ContextModel {
 public:
  [[nodiscard]] std::uint64_t newest() const { return newest_; }

  [[nodiscard]] std::uint64_t expectedId(core::EventKind kind) const {
    if (kind == core::EventKind::Init) return newest_ + 1;
    if (kind == core::EventKind::After) return ended();
    return core::isOfLoop(kind) ? core::kNativeId.value : last_;
  }

  [[nodiscard]] std::uint64_t expectedParent() const {
    return depth_ == 0 ? outside_ : stack_[depth_ - 1];
  }

  // Of the last event, and of the run that an After ends.
  [[nodiscard]] std::uint64_t last() const { return last_; }

  [[nodiscard]] std::uint64_t ended() const { return depth_ == 0 ? last_ : stack_[depth_ - 1]; }

  void learnId(std::uint64_t id) {
    last_ = id;
    newest_ = std::max(newest_, id);
  }

  // There must be room on the stack.
  void learnBefore(std::uint64_t id) {
    learnId(id);
    stack_[depth_++] = id;
  }

  void learnAfter(std::uint64_t id) {
    learnId(id);
    if (depth_ != 0) --depth_;
  }

  void learnInit(std::uint64_t id, std::uint64_t execution) {
    learnId(id);
    if (depth_ == 0) outside_ = execution;
  }

  void learnOther(const core::Event& event) {
    if (core::isOfLoop(event.kind)) return;
    if (event.kind == core::EventKind::Init) {
      learnInit(event.id.value, event.execution.value);
    } else {
      learnId(event.id.value);
    }
  }

 private:
  friend class Model;

  std::uint64_t newest_ = 0;   // highest id seen
  std::uint64_t last_ = 0;     // id of the last event
  std::uint64_t outside_ = 0;  // execution of the last init outside of any callback
  std::size_t depth_ = 0;      // how much of stack_ is in use
  std::uint64_t* stack_ = nullptr;
};

// The models of all contexts; consecutive events mostly share one.
class Model {
 public:
  // With room for so many Befores. It stays where it is until clear().
  ContextModel& of(core::ContextId context, std::size_t befores) {
    if (context.value != current_context_.value || current_ == nullptr) select(context);
    if (current_->model.depth_ + befores > current_->stack.size()) grow(befores);
    return current_->model;
  }

  void clear() {
    contexts_.clear();
    current_ = nullptr;
  }

 private:
  struct Context {
    ContextModel model;
    std::vector<std::uint64_t> stack;
  };

  // Out of the way of what is done for every event.
  [[gnu::noinline]] void select(core::ContextId context) {
    current_ = &contexts_[context.value];
    current_context_ = context;
  }

  [[gnu::noinline]] void grow(std::size_t befores) {
    current_->stack.resize(2 * current_->stack.size() + befores + 8);
    current_->model.stack_ = current_->stack.data();
  }

  std::unordered_map<std::uint32_t, Context> contexts_;  // its nodes do not move
  Context* current_ = nullptr;
  core::ContextId current_context_;
};

}  // namespace uvscope::storage::event_layout
