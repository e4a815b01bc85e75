// What a view is given to draw one frame: data to read, and where to leave what cannot be drawn
// with Dear ImGui at an acceptable price.
#pragma once

#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <imgui.h>

#include "ui/logic/filtering.h"
#include "ui/logic/pixels.h"
#include "ui/logic/resource_state.h"
#include "ui/logic/session_source.h"
#include "ui/logic/snapshot.h"
#include "ui/logic/theme.h"
#include "ui/logic/view_state.h"

namespace uvscope::ui {

struct StartPage;

struct Fonts {
  ImFont* text = nullptr;    // running text, with icons
  ImFont* strong = nullptr;  // the same, heavier
  ImFont* small = nullptr;   // notes, with icons
  ImFont* mono = nullptr;    // ids, numbers, times
  ImFont* title = nullptr;   // the start page's name
};

// An opaque ground, filled before anything is drawn: a clear costs a tenth of a blended quad.
struct Ground {
  ImVec2 min, max;
  Rgba color;
};

// Shows pictures made on the CPU. Implemented with OpenGL by the application, by nothing in tests.
class PictureScreen {
 public:
  virtual ~PictureScreen() = default;
  // Puts `pixels` with its upper left corner at `at`, cut to the list's clip rectangle. `slot`
  // names the place (one texture each); `version` changes whenever the pixels do. They must live
  // until the frame is drawn.
  virtual void show(ImDrawList& list, int slot, const Pixels& pixels, std::uint64_t version,
                    ImVec2 at) = 0;
};

// A light link between views: what the mouse is over.
struct HoverLink {
  std::optional<core::ResourceKey> now;   // as of the last frame
  std::optional<core::ResourceKey> next;  // set by the view under the mouse
};

struct FrameContext {
  const ViewState& state;
  SessionSource* source;      // null: no session; asked questions through, else only read
  const Snapshot* session;    // null: no session
  const CursorState& cursor;  // of the cursor, or of its last place while the answer is on its way
  const StartPage& start;
  const Theme& theme;
  const Fonts& fonts;
  float scale;
  std::chrono::steady_clock::time_point now;
  PictureScreen& pictures;
  std::vector<Ground>& grounds;
  HoverLink& hover;
  const Filtering& filtering;
  std::uint64_t session_number;  // how many sessions have been opened: answers of two never mix

  // Logical pixels to real ones, whole.
  [[nodiscard]] float px(float logical) const { return std::round(logical * scale); }
};

}  // namespace uvscope::ui
