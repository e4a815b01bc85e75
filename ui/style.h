// Dear ImGui's own look, where it still shows (tooltips, scrollbars, text fields), made to match.
#pragma once

#include "ui/logic/theme.h"

namespace uvscope::ui {

// Sets the style of the current context.
void applyStyle(const Theme& theme, float scale);

}  // namespace uvscope::ui
