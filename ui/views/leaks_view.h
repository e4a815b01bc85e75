// What is open at the cursor, grouped by type and origin; what is never destroyed stands first.
#pragma once

#include "ui/logic/open_resources.h"
#include "ui/logic/query.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class LeaksView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

  [[nodiscard]] bool settled() const override { return open_.current(); }

 private:
  struct Key {
    std::uint64_t generation;
    storage::EventSeq cursor;
    friend bool operator==(const Key&, const Key&) = default;
  };

  // A line of the list: a group's heading, or one of its members.
  struct Line {
    const OpenGroup* group;
    const storage::ResourceRecord* member;  // null: the heading
  };

  static std::vector<Line> linesOf(const OpenResources& open);
  void drawSummary(const FrameContext& context, const Area& area, const OpenResources& open);
  void drawGroup(const FrameContext& context, const Area& area, const OpenGroup& group,
                 std::uint64_t now_ns);
  void drawMember(const FrameContext& context, CommandQueue& commands, const Area& area,
                  const storage::ResourceRecord& record, std::uint64_t now_ns);

  Query<Key, OpenResources> open_;
};

}  // namespace uvscope::ui
