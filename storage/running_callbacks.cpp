#include "storage/running_callbacks.h"

#include <algorithm>

namespace uvscope::storage {

using core::Event;
using core::EventKind;

void RunningCallbacks::moveTo(EventSeq seq, const Event& event) {
  ended_ns_.reset();
  // After a loss nobody knows from the events alone what runs; the session does.
  const bool next = seq == seq_ + 1 && session_.info().dropped == 0;
  seq_ = seq;
  event_ = event;
  has_event_ = true;
  if (next) {
    follow(event);
  } else {
    stacks_.clear();
  }
}

void RunningCallbacks::moveTo(EventSeq seq) {
  if (seq != seq_) stacks_.clear();
  seq_ = seq;
  has_event_ = false;
  ended_ns_.reset();
}

void RunningCallbacks::follow(const Event& event) {
  const auto found = stacks_.find(event.context.value);
  if (found == stacks_.end()) return;
  std::vector<Run>& stack = found->second;
  const core::ResourceKey key{event.context, event.id};
  if (event.kind == EventKind::Before) {
    stack.push_back({.key = key,
                     .before_seq = seq_,
                     .before_ns = event.ts_ns,
                     .depth = static_cast<std::uint32_t>(stack.size()),
                     .reason = event.reason,
                     .value = event.value});
  } else if (event.kind == EventKind::After) {
    if (!stack.empty() && stack.back().key == key) {
      ended_ns_ = event.ts_ns - std::min(event.ts_ns, stack.back().before_ns);
      stack.pop_back();
    } else {
      stacks_.erase(found);  // the session has rules for what does not fit
    }
  }
}

const std::vector<Run>& RunningCallbacks::of(core::ContextId context) {
  const auto [at, fresh] = stacks_.try_emplace(context.value);
  if (fresh && seq_ != kNoSeq) at->second = session_.executionStack(context, seq_);
  return at->second;
}

bool RunningCallbacks::runs(core::ResourceKey key) {
  return std::ranges::find(of(key.context), key, &Run::key) != of(key.context).end();
}

std::optional<std::uint64_t> RunningCallbacks::endedAfterNs() {
  if (!has_event_ || event_.kind != EventKind::After) return std::nullopt;
  if (ended_ns_) return ended_ns_;
  const core::ResourceKey key{event_.context, event_.id};
  const std::vector<Run> before = session_.executionStack(event_.context, seq_ - 1);
  const auto run = std::find_if(before.rbegin(), before.rend(),
                                [key](const Run& one) { return one.key == key; });
  if (run == before.rend()) return std::nullopt;
  of(event_.context);  // the next one can be followed
  ended_ns_ = event_.ts_ns - std::min(event_.ts_ns, run->before_ns);
  return ended_ns_;
}

}  // namespace uvscope::storage
