// The few controls of the application. Those that do something name a command and put it in the
// queue; their tooltip and their keys come from the command table.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "ui/commands.h"
#include "ui/frame_context.h"

namespace uvscope::ui {

struct Area {
  ImVec2 min, max;

  [[nodiscard]] float width() const { return max.x - min.x; }

  [[nodiscard]] float height() const { return max.y - min.y; }
};

// Where a press, hover or double click on an area is told. `id` must be unique in its window.
struct Touch {
  bool hovered = false, clicked = false, double_clicked = false, held = false;
};

Touch touch(const char* id, const Area& area);
Touch touch(std::uint64_t id, const Area& area);

// A square button with an icon; faint and dead where the command cannot run. The width used.
float iconButton(const FrameContext& context, CommandQueue& commands, ImVec2 at, const char* icon,
                 const Command& command, bool active = false);

// A button with words. The width used.
float textButton(const FrameContext& context, CommandQueue& commands, ImVec2 at, const char* icon,
                 std::string_view label, const Command& command, bool primary = false);

struct Segment {
  std::string label;
  Command command;
  bool active;
};

// Choices of which one is active, as one control, `height` logical pixels high. The width used.
float segments(const FrameContext& context, CommandQueue& commands, ImVec2 at,
               const std::vector<Segment>& choices);

// A thin line that can be dragged; changes `value` (logical pixels) within [low, high]. `sign`: +1
// when dragging right or down makes the value larger.
void splitter(const FrameContext& context, const char* id, const Area& area, bool vertical,
              float sign, float& value, float low, float high);

// A rounded word on a tint of `color`. The width used.
float pill(const FrameContext& context, ImDrawList& list, ImVec2 at, float row_height, Rgba color,
           std::string_view icon_and_text);

inline constexpr float kRow = 22;     // logical pixels
inline constexpr float kHeader = 34;  // of a panel
inline constexpr float kButton = 26;

// Ground, heading line and the area below it.
Area panel(const FrameContext& context, const Area& area);

// Whether the command's needs are met.
bool canRun(const FrameContext& context, const CommandInfo& info);

}  // namespace uvscope::ui
