// OpenGL without a display: an EGL context on no surface, and a framebuffer to draw into.
#pragma once

#include <memory>

#include "core/result.h"
#include "ui/logic/pixels.h"

namespace uvscope::app {

// Current on the thread that made it, which alone may use it.
class Offscreen {
 public:
  static core::Result<std::unique_ptr<Offscreen>> create(int width, int height);
  ~Offscreen();
  Offscreen(const Offscreen&) = delete;
  Offscreen& operator=(const Offscreen&) = delete;

  void bind() const;
  // What has been drawn, the first row uppermost, opaque.
  [[nodiscard]] ui::Pixels read() const;

 private:
  Offscreen(void* display, void* context, int width, int height);

  void* display_;
  void* context_;
  int width_, height_;
  unsigned framebuffer_ = 0, color_ = 0;
};

}  // namespace uvscope::app
