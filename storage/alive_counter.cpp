#include "storage/alive_counter.h"

#include <algorithm>

namespace uvscope::storage {

using core::EventKind;

void AliveCounter::moveTo(EventSeq seq, const core::Event& event, const ResourceRecord* resource) {
  const bool was_retype = at_retype_;
  at_retype_ = event.kind == EventKind::Retype;
  const int now = change(seq, event, resource);
  const auto add = [this](int what) {
    *count_ += static_cast<std::uint64_t>(static_cast<std::int64_t>(what));
  };
  if (count_ && seq == seq_ + 1 && !at_retype_) {
    add(now);
  } else if (count_ && seq + 1 == seq_ && !was_retype) {
    add(-last_change_);
  } else if (seq != seq_) {
    count_.reset();
  }
  seq_ = seq;
  last_change_ = now;
}

std::uint64_t AliveCounter::count() {
  if (count_) return *count_;
  std::uint64_t count = 0;
  for (const TypeAlive& one : session_.aliveByType(seq_))
    count += counts(one.type) ? one.alive : 0;
  count_ = count;
  return count;
}

bool AliveCounter::counts(core::TypeId type) const {
  const std::string name = session_.typeName(type);
  return std::ranges::any_of(types_, [&name](const auto& one) { return one.matchesWhole(name); });
}

int AliveCounter::change(EventSeq seq, const core::Event& event,
                         const ResourceRecord* resource) const {
  if (resource == nullptr || resource->init_seq == kNoSeq) return 0;
  const bool made = resource->init_seq == seq;
  const bool ended = resource->destroy_seq == seq;
  if (made == ended || !counts(made ? event.type : resource->type)) return 0;
  return made ? 1 : -1;
}

}  // namespace uvscope::storage
