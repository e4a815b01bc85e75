#include "ui/logic/session_source.h"

#include <utility>

namespace uvscope::ui {
namespace {

constexpr std::chrono::seconds kRateHolds{2};

}  // namespace

SessionSource::SessionSource(std::unique_ptr<storage::Session> session, std::function<void()> wake)
    : session_(std::move(session)),
      snapshot_(std::make_shared<const Snapshot>(takeSnapshot(*session_, 1))),
      asked_at_(Clock::now()),
      changed_at_(asked_at_),
      worker_(std::move(wake)) {}

bool SessionSource::poll(Clock::time_point now) {
  bool changed = false;
  if (const Refreshed* const answer = refresh_.latest();
      answer != nullptr && answer->snapshot != nullptr && answer->snapshot != snapshot_ &&
      answer->snapshot->generation > snapshot_->generation) {
    take(answer->snapshot, now);
    changed = true;
  }
  if (!snapshot_->info.finished && refresh_.current() && now - asked_at_ >= kRefreshEvery) {
    asked_at_ = now;
    const std::uint64_t next = snapshot_->generation + 1;
    refresh_.ask(worker_, ++refreshes_, [session = session_.get(), next](std::uint64_t) {
      if (!session->refresh()) return Refreshed{};
      return Refreshed{std::make_shared<const Snapshot>(takeSnapshot(*session, next))};
    });
  }
  return changed;
}

bool SessionSource::growing() const {
  return snapshot_->info.recording;
}

double SessionSource::eventsPerSecond(Clock::time_point now) const {
  return quietFor(now) < kRateHolds ? events_per_second_ : 0;
}

void SessionSource::take(const std::shared_ptr<const Snapshot>& snapshot, Clock::time_point now) {
  const std::chrono::duration<double> passed = now - changed_at_;
  if (passed.count() > 0 && snapshot->info.events >= snapshot_->info.events) {
    const auto fresh = static_cast<double>(snapshot->info.events - snapshot_->info.events);
    const double rate = fresh / passed.count();
    // Smoothed over about a second, so that it can be read.
    events_per_second_ = grew_ ? events_per_second_ * 0.8 + rate * 0.2 : rate;
  }
  snapshot_ = snapshot;
  changed_at_ = now;
  grew_ = true;
}

}  // namespace uvscope::ui
