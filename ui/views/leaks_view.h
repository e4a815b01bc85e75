// What is open at the cursor, judged and grouped as `uvscope leaks` does it at the end.
#pragma once

#include "ui/logic/leak_report.h"
#include "ui/logic/query.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class LeaksView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

  [[nodiscard]] bool settled() const override { return report_.current(); }

 private:
  struct Key {
    std::uint64_t generation;
    storage::EventSeq cursor;
    std::string filter;
    friend bool operator==(const Key&, const Key&) = default;
  };

  // A line of the list: a group's heading, its sentence, one of its examples, how many more.
  enum class LineKind : std::uint8_t { Heading, Sentence, Example, More };

  struct Line {
    LineKind kind;
    const LeakGroup* group;
    const storage::ResourceRecord* example;  // of an example, else null
  };

  static std::vector<Line> linesOf(const LeakReport& report);
  void drawEmpty(const FrameContext& context, CommandQueue& commands, const Area& area,
                 const LeakReport& report);
  void drawSummary(const FrameContext& context, const Area& area, const LeakReport& report);
  void drawLine(const FrameContext& context, CommandQueue& commands, const Area& area,
                const Line& line, const LeakReport& report);
  void drawHeading(const FrameContext& context, const Area& area, const LeakGroup& group,
                   std::uint64_t now_ns);
  void drawExample(const FrameContext& context, CommandQueue& commands, const Area& area,
                   const storage::ResourceRecord& record, const LeakReport& report);

  Query<Key, LeakReport> report_;
};

}  // namespace uvscope::ui
