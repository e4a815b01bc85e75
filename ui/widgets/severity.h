// How severe a finding is: a shape, a word and a colour, together wherever it appears.
#pragma once

#include <optional>

#include <imgui.h>

#include "core/analysis/leak_verdict.h"
#include "ui/frame_context.h"

namespace uvscope::ui {

// "error", "warning", "info" with its shape; without a finding "open". The width used.
float severityPill(const FrameContext& context, ImDrawList& list, ImVec2 at, float row_height,
                   const std::optional<core::Finding>& finding);

}  // namespace uvscope::ui
