#include "storage/loop_totals.h"

#include <algorithm>
#include <utility>

#include "storage/checked_tables.h"

namespace uvscope::storage {
namespace {

using core::EventKind;

std::uint64_t between(std::uint64_t begin_ns, std::uint64_t end_ns) {
  return end_ns > begin_ns ? end_ns - begin_ns : 0;
}

std::uint64_t times(const core::Event& repeat) {
  return repeat.value > 0 ? static_cast<std::uint64_t>(repeat.value) : 0;
}

}  // namespace

core::Result<LoopTotals> LoopTotals::open(sqlite3* db) {
  LoopTotals totals;
  auto insert = RowInsert::prepare(db, kLoopTable);
  if (!insert) return insert.error();
  totals.insert_ = std::move(*insert);
  return totals;
}

void LoopTotals::start(const core::Event& event) {
  LoopTotal& total = loops_[{event.context, event.trigger.value}];
  if (total.starts++ == 0) {
    total.context = event.context;
    total.number = event.trigger.value;
    total.first_ns = event.ts_ns;
  }
  of(event.context).loops.push_back(&total);
}

void LoopTotals::endPoll(const core::Event& event) {
  const std::uint64_t began = std::exchange(of(event.context).poll_start_ns, 0);
  LoopTotal* const total = current(event.context);
  if (total == nullptr) return;
  ++total->iterations;
  if (began != 0) total->poll_ns += between(began, event.ts_ns);
}

void LoopTotals::take(const core::Event& event) {
  const bool repeat = event.kind == EventKind::Repeat;
  if (!core::isOfLoop(event.kind) && !repeat) return;
  changed_ = true;
  if (event.kind == EventKind::LoopStart) start(event);
  if (event.kind == EventKind::PollStart) of(event.context).poll_start_ns = event.ts_ns;
  if (event.kind == EventKind::PollEnd) endPoll(event);
  LoopTotal* const total = current(event.context);
  if (total == nullptr) return;
  total->last_ns = std::max(total->last_ns, event.ts_ns);
  if (repeat && event.id == core::kNativeId) total->iterations += times(event);
  if (repeat && event.id != core::kNativeId) total->callback_ns += event.execution.value;
  if (event.kind == EventKind::LoopEnd) of(event.context).loops.pop_back();
}

void LoopTotals::addCallback(LoopTotal& total, const Run& run) {
  total.callback_ns += between(run.before_ns, run.after_ns);
}

core::Result<void> LoopTotals::flush() {
  if (!std::exchange(changed_, false)) return {};
  for (const auto& [key, total] : loops_) {
    insert_.bind(1, total.context.value);
    insert_.bind(2, total.number);
    insert_.bind(3, total.starts);
    insert_.bind(4, total.iterations);
    insert_.bind(5, total.poll_ns);
    insert_.bind(6, total.callback_ns);
    insert_.bind(7, total.first_ns);
    insert_.bind(8, total.last_ns);
    if (auto done = insert_.run(); !done) return done;
  }
  return {};
}

}  // namespace uvscope::storage
