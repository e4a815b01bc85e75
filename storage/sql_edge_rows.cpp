#include "storage/sql_edge_rows.h"

#include "storage/sql_result.h"

namespace uvscope::storage {
void SqlEdgeRows::begin(const SqlBounds& bounds) {
  bounds_ = bounds;
  edges_.clear();
  parents_.clear();
  at_ = before_ = 0;
  next_chunk_ = bounds.last == 0 ? reader_.chunks().directory().size() : 0;
  if (bounds.parent) parents_ = keysOf(reader_, bounds, *bounds.parent);
  if (bounds.id && bounds.last != 0) {
    for (const core::ResourceKey& key : keysOf(reader_, bounds, *bounds.id)) {
      const auto record = reader_.resource(key);
      if (record && record->init_seq != kNoSeq) add(key, record->trigger, record->execution);
    }
    next_chunk_ = reader_.chunks().directory().size();
    return;
  }
  settle();
}

void SqlEdgeRows::add(core::ResourceKey child, core::AsyncId trigger, core::AsyncId execution) {
  for (const ParentKind kind : {ParentKind::Trigger, ParentKind::Execution}) {
    const core::AsyncId parent = kind == ParentKind::Trigger ? trigger : execution;
    if (bounds_.parent && parent.value != *bounds_.parent) continue;
    if (bounds_.context && child.context.value != *bounds_.context) continue;
    edges_.push_back({child.context, parent, child.id, kind});
  }
}

void SqlEdgeRows::next() {
  ++at_;
  settle();
}

// Chunk by chunk: the events tell both parents.
void SqlEdgeRows::settle() {
  const std::size_t chunks = reader_.chunks().directory().size();
  while (at_ >= edges_.size()) {
    before_ += edges_.size();
    edges_.clear();
    at_ = 0;
    if (bounds_.parent) next_chunk_ = nextChunkOf(reader_, parents_, next_chunk_).value_or(chunks);
    if (next_chunk_ >= chunks) return;
    const ChunkPtr chunk = reader_.chunks().passing(next_chunk_++);
    if (chunk == nullptr) continue;
    for (const std::uint32_t birth : chunk->births) {
      const core::Event& event = chunk->events[birth];
      if (event.kind != core::EventKind::Init) continue;
      add({event.context, event.id}, event.trigger, event.execution);
    }
  }
}

void SqlEdgeRows::column(sqlite3_context* out, int number) const {
  const Edge& edge = edges_[at_];
  switch (number) {
    case Context:
      return sqlResult(out, edge.context.value);
    case Parent:
      return sqlResult(out, edge.parent.value);
    case Child:
      return sqlResult(out, edge.child.value);
    case Kind:
      return sqlResultStatic(out, edge.kind == ParentKind::Trigger ? "trigger" : "execution");
    default:
      return;
  }
}

}  // namespace uvscope::storage
