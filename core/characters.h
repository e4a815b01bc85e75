// Kinds of characters, whatever the locale is.
#pragma once

namespace uvscope::core {

// A control character of ASCII: a terminal obeys it.
constexpr bool isControl(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20U || byte == 0x7FU;
}

}  // namespace uvscope::core
