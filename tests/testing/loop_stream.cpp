#include "tests/testing/loop_stream.h"

#include <algorithm>
#include <cmath>

namespace uvscope::testing {
namespace {

using core::AsyncId;
using core::Event;
using core::EventKind;

constexpr core::ContextId kMain{1};
constexpr std::size_t kBatch = 512;
constexpr std::size_t kGaps = 1 << 16;
constexpr double kShortestGapNs = 200;
constexpr double kLongestGapNs = 5000;
constexpr std::size_t kLongLived = 10;
constexpr std::size_t kMostAlive = 2500;

}  // namespace

LoopStream::LoopStream(core::EventSink& sink) : sink_(sink) {
  double sum = 0;
  for (std::uint32_t i = 0; i < kTypes; ++i)
    type_until_[i] = sum += 1 / std::pow(i + 1, 1.1);
  for (double& until : type_until_)
    until /= sum;
  const double low = std::log(kShortestGapNs);
  const double high = std::log(kLongestGapNs);
  for (std::size_t i = 0; i < kGaps; ++i)
    gaps_.push_back(static_cast<std::uint32_t>(std::exp(low + (high - low) * fraction())));
  sink_.onProcess({core::ProcessId{1}, 4242, 1, "/usr/bin/loop", {"loop"}, 0});
  sink_.onContext({kMain, core::ProcessId{1}, 4242, "loop"});
  for (std::size_t i = 0; i < kLongLived; ++i) {
    make(core::kBootstrapId);
    long_lived_.push_back(pool_.back().id);
    pool_.pop_back();
  }
  for (int i = 0; i < 200; ++i)
    make(core::kBootstrapId);
}

std::uint64_t LoopStream::random() {
  state_ ^= state_ << 13U;
  state_ ^= state_ >> 7U;
  state_ ^= state_ << 17U;
  return state_;
}

double LoopStream::fraction() {
  return static_cast<double>(random() >> 11U) * 0x1p-53;
}

void LoopStream::add(EventKind kind, AsyncId id) {
  now_ += gaps_[random() % kGaps];
  Event event;
  event.ts_ns = now_;
  event.id = id;
  event.context = kMain;
  event.kind = kind;
  if (kind == EventKind::Before) event.reason = core::CallbackReason::Callback;
  batch_.push_back(event);
}

void LoopStream::make(AsyncId parent) {
  const AsyncId id{next_id_++};
  add(EventKind::Init, id);
  Event& event = batch_.back();
  event.trigger = event.execution = parent;
  const auto type = std::lower_bound(type_until_.begin(), type_until_.end(), fraction());
  event.type.value = static_cast<std::uint16_t>(1 + (type - type_until_.begin()));
  const double dice = fraction();
  pool_.push_back({id, dice < 0.4 ? 1U : dice < 0.75 ? 2U : 3U});
}

void LoopStream::runLongLived() {
  const AsyncId id = long_lived_[random() % long_lived_.size()];
  add(EventKind::Before, id);
  if (pool_.size() < kMostAlive) {
    make(id);
    if (fraction() < 0.5) make(id);
  }
  add(EventKind::After, id);
}

// A callback, mostly of something young, which makes up to three resources.
void LoopStream::turn() {
  if (fraction() < 0.05) return runLongLived();
  const std::size_t alive = pool_.size();
  if (alive == 0) return make(long_lived_.front());
  const std::size_t at =
      fraction() < 0.7 ? alive - 1 - random() % std::min<std::size_t>(alive, 64) : random() % alive;
  const AsyncId id = pool_[at].id;
  add(EventKind::Before, id);
  const bool last = --pool_[at].runs_left == 0;
  if (last) {
    pool_[at] = pool_.back();
    pool_.pop_back();
  }
  const double wanted = pool_.size() < 1500 ? 0.75 : pool_.size() > 2200 ? 0.2 : 0.47;
  for (int i = 0; i < 3; ++i) {
    if (fraction() < wanted / 1.7 - (i == 0 ? 0 : 0.05) && pool_.size() < kMostAlive) make(id);
  }
  add(EventKind::After, id);
  if (last) ending_.push_back(id);
  if (ending_.size() < 32 && fraction() >= 0.05) return;
  for (const AsyncId ended : ending_)
    add(EventKind::Destroy, ended);
  ending_.clear();
}

void LoopStream::flush() {
  sink_.onEvents(batch_);
  made_ += batch_.size();
  batch_.clear();
}

void LoopStream::run(std::uint64_t events) {
  const std::uint64_t end = this->events() + events;
  while (this->events() < end) {
    turn();
    if (batch_.size() >= kBatch) flush();
  }
  flush();
}

}  // namespace uvscope::testing
