// Everything about the selection: state at the cursor, why and when it was made, its times, runs,
// children and events.
#pragma once

#include "ui/logic/inspection.h"
#include "ui/logic/query.h"
#include "ui/logic/search.h"
#include "ui/logic/subtree.h"
#include "ui/views/session_summary.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class InspectorView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

  [[nodiscard]] bool settled() const override {
    return of_session_ ? summary_.settled() : inspection_.current() && below_.complete();
  }

 private:
  struct Key {
    std::uint64_t generation;
    core::ResourceKey resource;
    storage::EventSeq cursor;
    friend bool operator==(const Key&, const Key&) = default;
  };

  bool of_session_ = false;  // nothing is selected
  SessionSummary summary_;
  Query<Key, Inspection> inspection_;
  Search<core::ResourceKey, storage::SubtreeTotals> below_;  // what exists because of it
};

}  // namespace uvscope::ui
