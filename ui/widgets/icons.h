// Glyphs of Font Awesome 4.7 by what they stand for here, and a shape for each family of types.
#pragma once

#include "core/event.h"
#include "core/provider.h"

namespace uvscope::ui {

inline constexpr unsigned kFirstIcon = 0xF000, kLastIcon = 0xF2E0;

namespace icon {
inline constexpr const char* kFirst = "\uF048";
inline constexpr const char* kLast = "\uF051";
inline constexpr const char* kStepBack = "\uF053";
inline constexpr const char* kStep = "\uF054";
inline constexpr const char* kPreviousOf = "\uF100";
inline constexpr const char* kNextOf = "\uF101";
inline constexpr const char* kInto = "\uF063";
inline constexpr const char* kOver = "\uF064";
inline constexpr const char* kOut = "\uF062";
inline constexpr const char* kBack = "\uF060";
inline constexpr const char* kForward = "\uF061";
inline constexpr const char* kSearch = "\uF002";
inline constexpr const char* kSun = "\uF185";
inline constexpr const char* kMoon = "\uF186";
inline constexpr const char* kKeyboard = "\uF11C";
inline constexpr const char* kOpenFile = "\uF115";
inline constexpr const char* kFile = "\uF016";
inline constexpr const char* kHome = "\uF015";
inline constexpr const char* kRecord = "\uF111";
inline constexpr const char* kClosed = "\uF105";
inline constexpr const char* kOpened = "\uF107";
inline constexpr const char* kDiverges = "\uF126";
inline constexpr const char* kWarning = "\uF071";
inline constexpr const char* kError = "\uF06A";  // a mark in a full circle
inline constexpr const char* kInfo = "\uF05A";   // an i in a full circle
inline constexpr const char* kOpen = "\uF10C";   // an empty circle
inline constexpr const char* kCopy = "\uF0C5";
inline constexpr const char* kRestore = "\uF066";
inline constexpr const char* kExpand = "\uF065";
inline constexpr const char* kRoot = "\uF192";
inline constexpr const char* kUnknown = "\uF128";
inline constexpr const char* kGroup = "\uF24D";
inline constexpr const char* kCheck = "\uF00C";
inline constexpr const char* kFit = "\uF07E";
inline constexpr const char* kZoomIn = "\uF00E";
inline constexpr const char* kZoomOut = "\uF010";
inline constexpr const char* kTerminal = "\uF120";
inline constexpr const char* kFilter = "\uF0B0";
inline constexpr const char* kClear = "\uF00D";
inline constexpr const char* kRunTo = "\uF05B";  // cross-hairs
inline constexpr const char* kSort = "\uF160";
inline constexpr const char* kStop = "\uF04D";
inline constexpr const char* kFollow = "\uF103";
inline constexpr const char* kHold = "\uF04C";
}  // namespace icon

constexpr const char* familyIcon(core::TypeFamily family) {
  switch (family) {
    case core::TypeFamily::Network:
      return "\uF0EC";  // two arrows
    case core::TypeFamily::File:
      return "\uF15C";  // page
    case core::TypeFamily::Timer:
      return "\uF017";  // clock
    case core::TypeFamily::Process:
      return "\uF120";  // prompt
    case core::TypeFamily::Promise:
      return "\uF0E7";  // lightning
    case core::TypeFamily::ThreadPool:
      return "\uF0AE";  // list of tasks
    case core::TypeFamily::Loop:
      return "\uF021";  // turning arrows
    case core::TypeFamily::User:
      return "\uF1B2";  // cube
  }
  return "";
}

constexpr const char* eventIcon(core::EventKind kind) {
  switch (kind) {
    case core::EventKind::Init:
      return "\uF067";
    case core::EventKind::Before:
      return "\uF0DA";
    case core::EventKind::After:
      return "\uF0D9";
    case core::EventKind::Destroy:
      return "\uF00D";
    case core::EventKind::PromiseResolve:
      return "\uF00C";
    case core::EventKind::Closing:
      return "\uF08B";
    case core::EventKind::Ref:
      return "\uF0C1";
    case core::EventKind::Unref:
      return "\uF127";
    case core::EventKind::Retype:
      return "\uF0EC";
    case core::EventKind::Active:
    case core::EventKind::LoopStart:
    case core::EventKind::WorkStart:
      return "\uF04B";  // play
    case core::EventKind::Inactive:
    case core::EventKind::LoopEnd:
    case core::EventKind::WorkEnd:
      return "\uF04D";  // stop
    case core::EventKind::PollStart:
    case core::EventKind::PollEnd:
      return "\uF017";  // clock
    case core::EventKind::Written:
      return "\uF040";  // pencil
    case core::EventKind::Sent:
      return "\uF0F3";  // bell
    case core::EventKind::Failed:
    case core::EventKind::Misused:
    case core::EventKind::Overwritten:
      return "\uF071";  // warning sign
    case core::EventKind::Accepted:
    case core::EventKind::Piped:
      return "\uF0C1";  // link
    case core::EventKind::Repeat:
      return "\uF01E";  // arrow around
  }
  return "";
}

}  // namespace uvscope::ui
