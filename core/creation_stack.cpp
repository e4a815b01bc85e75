#include "core/creation_stack.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace uvscope::core {
namespace {

constexpr std::array<std::string_view, 11> kSystemModules{
    "libuvscope", "libuv.so",     "libc.so",     "libc-",  "libpthread", "ld-linux",
    "ld-musl",    "libstdc++.so", "libgcc_s.so", "libc++", "linux-vdso"};

std::string_view baseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

std::string hex(std::uint64_t value) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  do {
    digits += kDigits[value & 15U];
  } while ((value >>= 4U) != 0);
  return "0x" + std::string(digits.rbegin(), digits.rend());
}

std::string address(const StackFrame& frame) {
  if (frame.module.empty()) return hex(frame.offset);
  return std::string(baseName(frame.module)) + "+" + hex(frame.offset);
}

std::string source(const StackFrame& frame) {
  if (frame.file.empty()) return {};
  const std::string name(baseName(frame.file));
  return frame.line == 0 ? name : name + ":" + std::to_string(frame.line);
}

}  // namespace

std::string functionName(const StackFrame& frame) {
  return frame.function.empty() ? address(frame) : frame.function;
}

std::string placeName(const StackFrame& frame) {
  std::string place = source(frame);
  if (place.empty() && !frame.function.empty()) place = address(frame);
  return place;
}

std::string frameName(const StackFrame& frame) {
  const std::string place = placeName(frame);
  return place.empty() ? functionName(frame) : functionName(frame) + " (" + place + ")";
}

bool isSystemCode(const StackFrame& frame) {
  const std::string_view module = baseName(frame.module);
  return std::ranges::any_of(kSystemModules,
                             [&](std::string_view name) { return module.starts_with(name); });
}

std::size_t creationSite(std::span<const StackFrame> frames) {
  const auto own = std::ranges::find_if_not(frames, isSystemCode);
  if (own == frames.end()) return 0;
  return static_cast<std::size_t>(std::distance(frames.begin(), own));
}

}  // namespace uvscope::core
