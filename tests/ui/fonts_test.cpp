#include "ui/fonts.h"

#include <string_view>

#include <gtest/gtest.h>

#include "core/event.h"
#include "ui/widgets/icons.h"

namespace uvscope::ui {
namespace {

using core::EventKind;

// Of a character beyond U+07FF, as all icons are.
unsigned codePoint(std::string_view utf8) {
  if (utf8.size() != 3) return 0;
  const auto bits = [utf8](std::size_t at, unsigned mask) {
    return static_cast<unsigned char>(utf8[at]) & mask;
  };
  return bits(0, 0x0F) << 12 | bits(1, 0x3F) << 6 | bits(2, 0x3F);
}

EventKind kindOf(int number) {
  return static_cast<EventKind>(number);
}

constexpr int kLast = static_cast<int>(core::kLastEventKind);

TEST(Icons, ThereIsOneForEveryKindOfEventAmongThoseThatAreLoaded) {
  for (int kind = 1; kind <= kLast; ++kind) {
    const unsigned icon = codePoint(eventIcon(kindOf(kind)));
    EXPECT_GE(icon, kFirstIcon) << core::eventKindName(kindOf(kind));
    EXPECT_LE(icon, kLastIcon) << core::eventKindName(kindOf(kind));
  }
}

TEST(Icons, TheFontHasEachKindOfEvent) {
  const FontFiles files = findFonts();
  if (files.icons.empty()) GTEST_SKIP() << "Font Awesome is not installed";
  ImFontAtlas atlas;
  const Fonts fonts = loadFonts(atlas, files, 1);
  for (int kind = 1; kind <= kLast; ++kind) {
    const auto icon = static_cast<ImWchar>(codePoint(eventIcon(kindOf(kind))));
    EXPECT_NE(fonts.text->FindGlyphNoFallback(icon), nullptr) << core::eventKindName(kindOf(kind));
  }
}

}  // namespace
}  // namespace uvscope::ui
