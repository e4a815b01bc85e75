#include "ui/fonts.h"

#include <string_view>

#include <gtest/gtest.h>

#include "core/event.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

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

class Texts : public ::testing::Test {
 protected:
  void SetUp() override {
    font_ = atlas_.AddFontDefault();  // all of its letters are of one width
    atlas_.Build();
    letter_ = textWidth(font_, "x");
  }

  [[nodiscard]] float letters(int count) const { return letter_ * static_cast<float>(count); }

  ImFontAtlas atlas_;
  ImFont* font_ = nullptr;
  float letter_ = 0;
};

TEST_F(Texts, BreakAtSpacesAndNotAtTheDotsOfAnAddress) {
  const char* const text = "127.0.0.1:42593 from 127.0.0.1:33926, fd 15";
  EXPECT_EQ(withLineBreaks(font_, letters(30), text),
            "127.0.0.1:42593 from\n127.0.0.1:33926, fd 15");
  EXPECT_EQ(withLineBreaks(font_, letters(80), text), text);
  EXPECT_EQ(withLineBreaks(font_, letters(3), "a bcdefg h"), "a\nbcdefg\nh");
  EXPECT_EQ(withLineBreaks(font_, letters(5), "ab\ncd ef"), "ab\ncd ef");
  EXPECT_EQ(withLineBreaks(font_, letters(5), ""), "");
}

TEST_F(Texts, EndInAnEllipsisWhereTheyDoNotFit) {
  EXPECT_EQ(fitted(font_, letters(5), "abcde"), "abcde");
  EXPECT_TRUE(fitted(font_, letters(5), "abcdefgh").ends_with("…"));
  EXPECT_LE(textWidth(font_, fitted(font_, letters(5), "abcdefgh")), letters(5));
  EXPECT_EQ(fitted(font_, 0, "abc"), "");
}

TEST(RoomAtTheRight, IsWhatTheNameLeavesAndNeverLessThanThreeFifths) {
  EXPECT_FLOAT_EQ(roomAtTheRight(200, 50), 150);
  EXPECT_FLOAT_EQ(roomAtTheRight(200, 900), 120);
  EXPECT_FLOAT_EQ(roomAtTheRight(-5, 10), 0);
}

}  // namespace
}  // namespace uvscope::ui
