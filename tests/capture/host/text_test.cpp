#include "capture/host/text.h"

#include <gtest/gtest.h>

namespace uvscope::capture {
namespace {

TEST(CleanText, KeepsWhatIsPlainText) {
  EXPECT_EQ(cleanText("127.0.0.1:80 → grüße 漢字 🙂"),
            "127.0.0.1:80 → grüße 漢字 🙂");
}

TEST(CleanText, PutsSpacesForControlCharacters) {
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(cleanText("a\nb\tc\x1b[31m\x7f\0z"sv), "a b c [31m  z");
}

TEST(CleanText, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(cleanText("a\xff\xfe"), "a\uFFFD\uFFFD");
  EXPECT_EQ(cleanText("\xc3"), "\uFFFD") << "cut off";
  EXPECT_EQ(cleanText("\xc0\xaf"), "\uFFFD\uFFFD") << "overlong";
  EXPECT_EQ(cleanText("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD") << "a surrogate";
  EXPECT_EQ(cleanText("\xf4\x90\x80\x80").size(), 12U) << "past the last code point";
}

}  // namespace
}  // namespace uvscope::capture
