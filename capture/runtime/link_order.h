// Whether this library stands where it can see the program's calls of libuv.
#pragma once

#include <cstdint>

namespace uvscope::capture {

enum class LinkOrder : std::uint8_t {
  Right,   // calls of libuv come here first
  Wrong,   // they go to a libuv that is found before this library, or that the program contains
  NoLibuv  // nobody before us has a libuv; loaded by dlopen for the sake of the API alone
};

LinkOrder linkOrder();

}  // namespace uvscope::capture
