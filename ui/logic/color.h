// Colours as one word, bytes R G B A in memory: what textures and Dear ImGui both take.
#pragma once

#include <cstdint>

namespace uvscope::ui {

using Rgba = std::uint32_t;

// From 0xRRGGBB, opaque.
constexpr Rgba rgb(std::uint32_t hex) {
  return (hex >> 16U & 0xFFU) | (hex & 0xFF00U) | (hex & 0xFFU) << 16U | 0xFF000000U;
}

constexpr std::uint32_t channel(Rgba color, unsigned index) {
  return color >> (8U * index) & 0xFFU;
}

// `percent` of the opacity it had.
constexpr Rgba faded(Rgba color, std::uint32_t percent) {
  return (color & 0x00FFFFFFU) | (channel(color, 3) * percent / 100) << 24U;
}

// `percent` of `over` on `under`; opaque when both are.
constexpr Rgba mixed(Rgba under, Rgba over, std::uint32_t percent) {
  Rgba out = 0;
  for (unsigned i = 0; i < 4; ++i) {
    const std::uint32_t value =
        (channel(under, i) * (100 - percent) + channel(over, i) * percent + 50) / 100;
    out |= value << (8U * i);
  }
  return out;
}

}  // namespace uvscope::ui
