// Dear ImGui and OpenGL around a workspace: the same for the window and for pictures.
#pragma once

#include <chrono>
#include <memory>

#include "app/gl_pictures.h"
#include "ui/fonts.h"
#include "ui/workspace.h"

namespace uvscope::app {

// Needs a current OpenGL 3 context for all of its life; owns Dear ImGui's context.
class FrameRenderer {
 public:
  explicit FrameRenderer(float scale);
  ~FrameRenderer();
  FrameRenderer(const FrameRenderer&) = delete;
  FrameRenderer& operator=(const FrameRenderer&) = delete;

  // Between frames: new fonts and sizes.
  void setScale(float scale);

  [[nodiscard]] float scale() const { return scale_; }

  // Runs one frame of `workspace` into the bound framebuffer. io.DisplaySize must be set and input
  // passed in by then.
  void draw(ui::Workspace& workspace, std::chrono::steady_clock::time_point now);

  // CPU time from NewFrame to Render of the last frame, and of giving it to OpenGL.
  [[nodiscard]] std::chrono::nanoseconds buildTime() const { return build_time_; }

  [[nodiscard]] std::chrono::nanoseconds renderTime() const { return render_time_; }

 private:
  static void paintGrounds(const ui::Workspace& workspace, int width, int height, float scale);

  const ui::FontFiles files_;
  ui::Fonts fonts_;
  float scale_;
  std::unique_ptr<GlPictures> pictures_;
  std::chrono::nanoseconds build_time_{}, render_time_{};
};

}  // namespace uvscope::app
