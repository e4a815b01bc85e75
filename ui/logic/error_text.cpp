#include "ui/logic/error_text.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

namespace uvscope::ui {
namespace {

struct Named {
  std::int64_t error;
  std::string_view text;
};

// Those that no system has: getaddrinfo's under numbers of libuv's own, and its own two.
constexpr std::array kOwn{
    Named{-3000, "address family not supported for the name"},
    Named{-3001, "temporary failure in name resolution"},
    Named{-3002, "bad flags for name resolution"},
    Named{-3003, "name resolution canceled"},
    Named{-3004, "name resolution failed for good"},
    Named{-3005, "address family not supported"},
    Named{-3006, "out of memory in name resolution"},
    Named{-3007, "the name has no address"},
    Named{-3008, "unknown name or service"},
    Named{-3009, "argument buffer overflow"},
    Named{-3010, "service not available for the socket type"},
    Named{-3011, "socket type not supported"},
    Named{-3013, "bad hints for name resolution"},
    Named{-3014, "resolved protocol is unknown"},
    Named{-4094, "unknown error"},
    Named{-4095, "end of file"},
};

}  // namespace

std::string errorText(std::int64_t error) {
  const auto* const own = std::find_if(
      kOwn.begin(), kOwn.end(), [error](const Named& named) { return named.error == error; });
  if (own != kOwn.end()) return std::string(own->text);
  const char* const text = strerrordesc_np(static_cast<int>(-error));
  return text != nullptr ? text : fmt::format("error {}", error);
}

}  // namespace uvscope::ui
