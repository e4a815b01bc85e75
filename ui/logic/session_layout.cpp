#include "ui/logic/session_layout.h"

#include <algorithm>

namespace uvscope::ui {
namespace {

// Below these, a panel would only show beginnings of words.
constexpr float kInspectorFrom = 880, kTimelineFrom = 560, kBottomFrom = 240;

float within(float value, float low, float high) {
  return std::clamp(value, low, std::max(low, high));
}

}  // namespace

SessionLayout layoutOf(float width, float height, const Splits& splits) {
  SessionLayout out;
  if (width >= kInspectorFrom) {
    const float wanted = splits.right.value_or(within(width * 0.23F, 280, 520));
    out.right = within(wanted, kLeastRight, width - kLeastLeft - kLeastTimeline);
  }
  out.timeline = width >= kTimelineFrom;
  out.left = width;
  if (out.timeline) {
    const float wanted = splits.left.value_or(std::max(width * 0.385F, 280.0F));
    out.left = within(wanted, kLeastLeft, width - out.right - kLeastTimeline);
  }
  if (height >= kBottomFrom) {
    const float wanted = splits.bottom.value_or(std::max(height * 0.34F, 120.0F));
    out.bottom = within(wanted, kLeastBottom, height - kLeastTop);
  }
  return out;
}

}  // namespace uvscope::ui
