#include "ui/logic/resource_state.h"

#include <algorithm>

namespace uvscope::ui {

bool CursorState::runs(core::ResourceKey key) const {
  return std::any_of(running.begin(), running.end(),
                     [key](const storage::Run& run) { return run.key == key; });
}

CursorState cursorState(storage::Session& session, storage::EventSeq seq) {
  CursorState out;
  out.seq = seq;
  if (seq == storage::kNoSeq) return out;
  const auto events = session.events(seq, 1);
  if (events.empty()) return out;
  out.ns = events.front().ts_ns;
  out.context = events.front().context;
  for (const core::ContextInfo& context : session.contexts()) {
    const auto stack = session.executionStack(context.id, seq);
    out.running.insert(out.running.end(), stack.begin(), stack.end());
  }
  for (const storage::Run& run : out.running) {
    const auto record = session.resource(run.key);
    out.running_types.push_back(record ? session.typeName(record->type) : std::string());
  }
  out.alive = session.undestroyedCount(seq);
  return out;
}

LifeState lifeAt(const storage::ResourceRecord& record, const CursorState& cursor) {
  const auto happened = [&cursor](storage::EventSeq seq) {
    return seq != storage::kNoSeq && seq <= cursor.seq;
  };
  if (record.init_seq != storage::kNoSeq && !happened(record.init_seq)) return LifeState::Unborn;
  if (happened(record.destroy_seq)) return LifeState::Destroyed;
  if (cursor.runs(record.key)) return LifeState::Running;
  if (happened(record.closing_seq)) return LifeState::Closing;
  return record.first_before_ns <= cursor.ns ? LifeState::Waiting : LifeState::Created;
}

std::string_view lifeName(LifeState state) {
  switch (state) {
    case LifeState::Unborn:
      return "not yet made";
    case LifeState::Created:
      return "made, never run";
    case LifeState::Waiting:
      return "waiting";
    case LifeState::Running:
      return "running";
    case LifeState::Settled:
      return "settled";
    case LifeState::Closing:
      return "closing";
    case LifeState::Destroyed:
      return "destroyed";
  }
  return {};
}

}  // namespace uvscope::ui
