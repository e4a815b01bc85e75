#include "ui/logic/pixels.h"

#include <algorithm>
#include <cstdlib>

namespace uvscope::ui {

Pixels::Pixels(int width, int height, Rgba ground)
    : width_(std::max(width, 0)),
      height_(std::max(height, 0)),
      data_(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_), ground) {}

void Pixels::blend(int x, int y, Rgba color) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
  Rgba& under = data_[index(x, y)];
  const std::uint32_t alpha = channel(color, 3);
  under = mixed(under, color | 0xFF000000U, alpha * 100 / 255);
}

void Pixels::fill(int x0, int y0, int x1, int y1, Rgba color) {
  x0 = std::max(x0, 0);
  y0 = std::max(y0, 0);
  x1 = std::min(x1, width_);
  y1 = std::min(y1, height_);
  if (x0 >= x1) return;
  const bool opaque = channel(color, 3) == 255;
  for (int y = y0; y < y1; ++y) {
    if (opaque) {
      std::fill_n(data_.begin() + static_cast<std::ptrdiff_t>(index(x0, y)), x1 - x0, color);
    } else {
      for (int x = x0; x < x1; ++x)
        blend(x, y, color);
    }
  }
}

void Pixels::hatch(int x0, int y0, int x1, int y1, Rgba color, int period) {
  x0 = std::max(x0, 0);
  x1 = std::min(x1, width_);
  for (int y = std::max(y0, 0); y < std::min(y1, height_); ++y) {
    for (int x = x0; x < x1; ++x) {
      if ((x + y) % period < std::max(1, period / 3)) blend(x, y, color);
    }
  }
}

void Pixels::dash(int x0, int y0, int x1, int y1, Rgba color, int on, int off) {
  x0 = std::max(x0, 0);
  x1 = std::min(x1, width_);
  for (int x = x0; x < x1; ++x) {
    if (x % (on + off) < on) fill(x, y0, x + 1, y1, color);
  }
}

void Pixels::arrow(int x, int y, int size, Rgba color) {
  for (int dy = -size; dy <= size; ++dy) {
    const int tip = x - std::abs(dy);
    fill(tip - 1, y + dy, tip + 1, y + dy + 1, color);
  }
  fill(x - size - 1, y - size, x - size + 1, y + size + 1, color);
}

}  // namespace uvscope::ui
