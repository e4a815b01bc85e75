// What there is to say of a session as a whole: shown where nothing is selected.
#pragma once

#include "ui/commands.h"
#include "ui/frame_context.h"

namespace uvscope::ui {

// Within the current window, from its cursor down.
void drawSessionSummary(const FrameContext& context, CommandQueue& commands);

}  // namespace uvscope::ui
