#include "storage/alive_counter.h"

#include <algorithm>

namespace uvscope::storage {
namespace {

constexpr std::uint64_t kPage = 1024;

}  // namespace

void AliveCounter::moveTo(EventSeq seq, const core::Event& event, const ResourceRecord* resource) {
  const bool may_change =
      event.kind == core::EventKind::Init || event.kind == core::EventKind::Destroy;
  const int now = may_change ? change(seq, resource) : 0;
  const auto add = [this](int what) {
    *count_ += static_cast<std::uint64_t>(static_cast<std::int64_t>(what));
  };
  if (count_ && seq == seq_ + 1) {
    add(now);
  } else if (count_ && seq + 1 == seq_) {
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
  for (std::uint64_t offset = 0;; offset += kPage) {
    const auto page = session_.undestroyed(seq_, offset, kPage);
    count += static_cast<std::uint64_t>(
        std::ranges::count_if(page, [this](const auto& one) { return counts(one); }));
    if (page.size() < kPage) break;
  }
  count_ = count;
  return count;
}

bool AliveCounter::counts(const ResourceRecord& resource) const {
  const std::string name = session_.typeName(resource.type);
  return std::ranges::any_of(types_, [&name](const auto& type) { return type.matchesWhole(name); });
}

int AliveCounter::change(EventSeq seq, const ResourceRecord* resource) const {
  if (resource == nullptr || resource->init_seq == kNoSeq) return 0;
  const bool made = resource->init_seq == seq;
  const bool ended = resource->destroy_seq == seq;
  if (made == ended || !counts(*resource)) return 0;
  return made ? 1 : -1;
}

}  // namespace uvscope::storage
