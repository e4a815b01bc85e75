// Which callbacks run at an event, for a scan that looks at one event after the other: it follows
// them itself where the events come in order, and asks the session where they do not.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "storage/session.h"

namespace uvscope::storage {

class RunningCallbacks {
 public:
  explicit RunningCallbacks(Session& session) : session_(session) {}

  // The moment is now that after `event`, which is number `seq`.
  void moveTo(EventSeq seq, const core::Event& event);
  // The moment is now that after event `seq`.
  void moveTo(EventSeq seq);

  // Outermost first.
  const std::vector<Run>& of(core::ContextId context);
  [[nodiscard]] bool runs(core::ResourceKey key);
  // How long the callback took that the event of moveTo() ended; nothing if it ended none, or its
  // begin is not known.
  [[nodiscard]] std::optional<std::uint64_t> endedAfterNs();

 private:
  void follow(const core::Event& event);

  Session& session_;
  EventSeq seq_ = kNoSeq;
  core::Event event_;
  bool has_event_ = false;
  std::optional<std::uint64_t> ended_ns_;
  std::unordered_map<std::uint32_t, std::vector<Run>> stacks_;  // after seq_, as far as asked for
};

}  // namespace uvscope::storage
