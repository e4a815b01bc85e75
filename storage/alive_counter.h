// How many resources of some types are alive after an event, being of them then, for a scan that
// goes from event to event: it counts along in either direction, and anew where the scan jumps.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/analysis/filter.h"
#include "storage/session.h"

namespace uvscope::storage {

class AliveCounter {
 public:
  AliveCounter(Session& session, std::vector<core::FilterPattern> types)
      : session_(session), types_(std::move(types)) {}

  // The moment is now that after `event`, which is number `seq`. `resource` is that of an init or
  // destroy; null: none is known.
  void moveTo(EventSeq seq, const core::Event& event, const ResourceRecord* resource);
  std::uint64_t count();

 private:
  [[nodiscard]] bool counts(core::TypeId type) const;
  // What event `seq` changed, if it is no Retype.
  [[nodiscard]] int change(EventSeq seq, const core::Event& event,
                           const ResourceRecord* resource) const;

  Session& session_;
  std::vector<core::FilterPattern> types_;
  EventSeq seq_ = kNoSeq;
  int last_change_ = 0;                 // by event seq_
  bool at_retype_ = false;              // it is one
  std::optional<std::uint64_t> count_;  // after event seq_; counted when asked for
};

}  // namespace uvscope::storage
