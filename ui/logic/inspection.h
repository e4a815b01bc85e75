// All that the inspector says of one resource, found in one go.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "storage/session.h"
#include "ui/logic/event_rows.h"
#include "ui/logic/leak_judge.h"

namespace uvscope::ui {

inline constexpr std::size_t kMostChainLinks = 64;
inline constexpr std::uint64_t kInspectedChildren = 200;
inline constexpr std::size_t kEventsAround = 6;  // before and after the cursor, each

// One line of a why or when chain.
struct ChainLink {
  core::ResourceKey key;
  std::optional<storage::ResourceRecord> record;  // nothing for roots and unknown parents
  std::uint64_t waited_ns = storage::kNeverNs;    // from its init to that of the link before it
  std::uint32_t in_run =
      0;  // the link before it was made in this run of it; 0: in none, or unknown
};

struct Inspection {
  core::ResourceKey key;
  std::optional<storage::ResourceRecord> record;
  // What it means that it is open: as of the end where it is never destroyed, else at the cursor.
  // Nothing: it is not open there.
  std::optional<Judgement> judgement;
  bool judged_at_end = false;
  std::vector<ChainLink> why, when;  // the resource itself first, at most kMostChainLinks
  bool why_cut = false, when_cut = false;
  std::vector<core::StackFrame> frames;  // of the calls that made it, the innermost first
  std::size_t site = 0;                  // of them: the program's own call
  std::vector<storage::TreeNode> trigger_children, execution_children;
  std::uint64_t trigger_count = 0, execution_count = 0;
  std::vector<EventRow> events;  // its own, around the cursor
  bool earlier_events = false, later_events = false;
};

Inspection inspect(storage::Session& session, core::ResourceKey key, storage::EventSeq cursor);

}  // namespace uvscope::ui
