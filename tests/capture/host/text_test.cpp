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

TEST(PlainStrings, StandForTheirTemplates) {
  EXPECT_EQ(withPlainStrings("f(std::__cxx11::basic_string<char, std::char_traits<char>, "
                             "std::allocator<char> > const&, std::basic_string_view<char, "
                             "std::char_traits<char> >)"),
            "f(std::string const&, std::string_view)");
  EXPECT_EQ(withPlainStrings("std::vector<int>::size()"), "std::vector<int>::size()");
}

}  // namespace
}  // namespace uvscope::capture
