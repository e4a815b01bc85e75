// A picture in memory and the few strokes that the timeline needs. Opaque ground, blended strokes;
// everything is clipped. Drawing many thousand small things here and showing one texture costs a
// fraction of giving them to the software renderer one by one.
#pragma once

#include <cstddef>
#include <vector>

#include "ui/logic/color.h"

namespace uvscope::ui {

class Pixels {
 public:
  Pixels() = default;
  Pixels(int width, int height, Rgba ground);

  [[nodiscard]] int width() const { return width_; }

  [[nodiscard]] int height() const { return height_; }

  [[nodiscard]] const Rgba* data() const { return data_.data(); }

  [[nodiscard]] Rgba at(int x, int y) const { return data_[index(x, y)]; }

  // [x0, x1) × [y0, y1), by the colour's opacity.
  void fill(int x0, int y0, int x1, int y1, Rgba color);
  // Diagonal stripes of `period` pixels.
  void hatch(int x0, int y0, int x1, int y1, Rgba color, int period);
  // `on` pixels, then `off` pixels, fixed to x = 0 so that dashes do not crawl when a thing grows.
  void dash(int x0, int y0, int x1, int y1, Rgba color, int on, int off);
  // An open arrow head ▷ whose tip is at (x, y).
  void arrow(int x, int y, int size, Rgba color);

 private:
  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
           static_cast<std::size_t>(x);
  }

  void blend(int x, int y, Rgba color);

  int width_ = 0, height_ = 0;
  std::vector<Rgba> data_;
};

}  // namespace uvscope::ui
