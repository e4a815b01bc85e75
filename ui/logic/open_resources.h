// What was made and not destroyed at the cursor, grouped by where it came from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/session.h"

namespace uvscope::ui {

inline constexpr std::uint64_t kMostOpenLookedAt = 5000;
inline constexpr std::size_t kGroupingAncestors = 4;

struct OpenGroup {
  core::TypeId type;
  std::vector<core::TypeId> origin;  // types of up to four trigger ancestors, nearest first
  std::vector<storage::ResourceRecord> members;  // oldest first
  std::uint64_t never_destroyed = 0;             // of the members, in the whole recording
  std::uint64_t closing = 0;                     // of the members, at the cursor
};

struct OpenResources {
  storage::EventSeq at = storage::kNoSeq;
  std::uint64_t at_ns = 0;
  std::uint64_t count = 0;            // all that are open
  std::uint64_t looked_at = 0;        // the oldest ones, which `groups` are made of
  std::uint64_t never_destroyed = 0;  // of those looked at
  std::vector<OpenGroup> groups;      // never destroyed ones first, then the larger, then the older
};

OpenResources openResources(storage::Session& session, storage::EventSeq at);

}  // namespace uvscope::ui
