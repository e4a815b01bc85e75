#include "capture/host/text.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/characters.h"

namespace uvscope::capture {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool continues(std::string_view bytes, std::size_t at) {
  return at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0xC0U) == 0x80U;
}

// Length of the well-formed UTF-8 sequence at the start of `bytes`; 0: there is none.
std::size_t sequenceLength(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (first < 0x80U) return 1;
  std::size_t length = 0;
  std::uint32_t code = 0;
  if (first >= 0xC2U && first < 0xE0U) {
    length = 2;
    code = first & 0x1FU;
  } else if (first >= 0xE0U && first < 0xF0U) {
    length = 3;
    code = first & 0x0FU;
  } else if (first >= 0xF0U && first < 0xF5U) {
    length = 4;
    code = first & 0x07U;
  } else {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(bytes, i)) return 0;
    code = code << 6U | (static_cast<unsigned char>(bytes[i]) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800U) || (length == 4 && code < 0x10000U);
  const bool surrogate = code >= 0xD800U && code < 0xE000U;
  return overlong || surrogate || code > 0x10FFFFU ? 0 : length;
}

}  // namespace

std::string cleanText(std::string_view bytes) {
  std::string clean;
  clean.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t length = sequenceLength(bytes);
    if (length == 0) {
      clean += kReplacement;
      bytes.remove_prefix(1);
    } else {
      if (core::isControl(bytes[0])) {
        clean += ' ';
      } else {
        clean += bytes.substr(0, length);
      }
      bytes.remove_prefix(length);
    }
  }
  return clean;
}

std::string withPlainStrings(std::string name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kNames{
      {{"std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >",
        "std::string"},
       {"std::basic_string_view<char, std::char_traits<char> >", "std::string_view"}}};
  for (const auto& [whole, plain] : kNames) {
    for (std::size_t at = 0; (at = name.find(whole, at)) != std::string::npos; at += plain.size())
      name.replace(at, whole.size(), plain);
  }
  return name;
}

}  // namespace uvscope::capture
