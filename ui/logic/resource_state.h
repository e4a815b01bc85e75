// In what state a resource is at the cursor.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/analysis/filter.h"
#include "storage/session.h"

namespace uvscope::ui {

using core::LifeState;

// The moment that the cursor stands for, and what runs there.
struct CursorState {
  storage::EventSeq seq = storage::kNoSeq;
  std::uint64_t ns = 0;  // 0 before the first event
  core::ContextId context;
  std::vector<storage::Run> running;       // of all contexts, outermost first in each
  std::vector<std::string> running_types;  // of each of them; empty: unknown
  std::uint64_t alive = 0;

  [[nodiscard]] bool runs(core::ResourceKey key) const;
};

CursorState cursorState(storage::Session& session, storage::EventSeq seq);

LifeState lifeAt(const storage::ResourceRecord& record, const CursorState& cursor);

// "waiting", "not yet made", …
std::string_view lifeName(LifeState state);

}  // namespace uvscope::ui
