// Finds the fonts of the system and loads them for a scale: Inter, JetBrains Mono and Font Awesome
// where they are installed, else DejaVu, else Dear ImGui's own.
#pragma once

#include <string>
#include <vector>

#include <imgui.h>

#include "ui/frame_context.h"

namespace uvscope::ui {

struct FontFiles {
  std::string text, strong, mono, icons;  // paths; empty: none was found
};

FontFiles findFonts();

// Fills the atlas of the current context; call before the first frame, or between frames followed
// by a new upload of the atlas's texture.
Fonts loadFonts(ImFontAtlas& atlas, const FontFiles& files, float scale);

}  // namespace uvscope::ui
