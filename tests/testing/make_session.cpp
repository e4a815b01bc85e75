// make_session OUT.uvscope EVENTS: a synthetic session to look at and to measure with.
#include <charconv>
#include <cstdio>
#include <string_view>

#include "tests/testing/synthetic_session.h"

int main(int argc, char** argv) {
  std::uint64_t events = 0;
  const std::string_view count = argc == 3 ? argv[2] : "";
  const auto parsed = std::from_chars(count.data(), count.data() + count.size(), events);
  if (argc != 3 || parsed.ec != std::errc{} || parsed.ptr != count.data() + count.size()) {
    std::fputs("usage: make_session OUT.uvscope EVENTS\n", stderr);
    return 2;
  }
  if (const auto done = uvscope::testing::writeSyntheticSession(argv[1], events); !done) {
    std::fprintf(stderr, "make_session: %s\n", done.error().message.c_str());
    return 2;
  }
  return 0;
}
