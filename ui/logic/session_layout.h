// How the session window is divided: in shares of its size until a person drags, and with fewer
// panels where there is no room for all.
#pragma once

#include <optional>

namespace uvscope::ui {

// Logical pixels that a person dragged a panel to.
struct Splits {
  std::optional<float> left, right, bottom;
};

// Logical pixels; 0: the panel is not shown, its neighbour has the room.
struct SessionLayout {
  float left = 0;    // the trees; the whole width where the timeline is not shown
  float right = 0;   // the inspector; where it is not shown, the bottom has a tab for it
  float bottom = 0;  // events and open resources
  bool timeline = true;

  [[nodiscard]] bool inspector() const { return right > 0; }
};

inline constexpr float kLeastLeft = 200, kLeastRight = 220, kLeastBottom = 90;
inline constexpr float kLeastTimeline = 240, kLeastTop = 120;

SessionLayout layoutOf(float width, float height, const Splits& splits);

}  // namespace uvscope::ui
