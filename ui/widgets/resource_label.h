// How a resource is written wherever it appears: state as a shape, family as icon and colour, type,
// id in the fixed-width font.
#pragma once

#include <optional>
#include <string>

#include "ui/frame_context.h"
#include "ui/logic/resource_state.h"

namespace uvscope::ui {

// A shape 10 logical pixels wide, centred on a row. `never_destroyed` adds the open arrow.
void stateMark(const FrameContext& context, ImDrawList& list, ImVec2 at, float row_height,
               LifeState state, Rgba color, bool referenced);

// What to call a node without a record: "main program", "event loop", "loop of worker".
std::string syntheticName(const Snapshot& session, core::ResourceKey key);

struct LabelStyle {
  bool faint = false;  // does not exist at the cursor
  bool bold = false;
};

// Icon, type and id within [x, right); the width used.
float resourceLabel(const FrameContext& context, ImDrawList& list, float x, float y,
                    float row_height, float right, core::ResourceKey key,
                    std::optional<core::TypeId> type, LabelStyle style = {});

}  // namespace uvscope::ui
