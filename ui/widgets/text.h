// Text at a place, in one of the fonts, cut with an ellipsis where it does not fit.
#pragma once

#include <string>
#include <string_view>

#include <imgui.h>

#include "ui/frame_context.h"

namespace uvscope::ui {

float textWidth(const ImFont* font, std::string_view text);

// Of the lines that it breaks into at `width`.
float textHeight(const ImFont* font, std::string_view text, float width);

// Draws with the left edge at `x`, vertically centred on a row that begins at `y`. The width drawn.
float textIn(ImDrawList& list, const ImFont* font, float x, float y, float row_height, Rgba color,
             std::string_view text);

// Cut to `width` with "…".
float textCut(ImDrawList& list, const ImFont* font, float x, float y, float row_height, float width,
              Rgba color, std::string_view text);

// Ends at `right`. The width drawn.
float textRight(ImDrawList& list, const ImFont* font, float right, float y, float row_height,
                Rgba color, std::string_view text);

// As much of it as fits, ending in an ellipsis if that is not all; nothing if there is no room.
std::string fitted(const ImFont* font, float width, std::string_view text);

// Of a row that a name begins and its place ends, as "file.c:42": the room of the latter. The name
// goes first, but leaves it 60 %.
float roomAtTheRight(float row, float name);

// The text with line breaks in place of spaces, so that a line is at most `width` wide where no
// word is wider. Dear ImGui's own wrapping would break addresses at their dots.
std::string withLineBreaks(const ImFont* font, float width, std::string_view text);

// Broken into lines of at most `width`; the height used.
float textWrapped(ImDrawList& list, const ImFont* font, ImVec2 at, float width, Rgba color,
                  std::string_view text);

// A tooltip in the look of the rest: a heading, and dim lines below it.
void tooltip(const FrameContext& context, std::string_view heading, std::string_view body = {});

}  // namespace uvscope::ui
