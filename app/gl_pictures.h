// Pictures made on the CPU, shown by copying: a framebuffer blit costs a fifth of a textured quad
// under software rendering.
#pragma once

#include <deque>
#include <map>

#include "ui/frame_context.h"

namespace uvscope::app {

// Needs a current OpenGL 3 context for all of its life.
class GlPictures final : public ui::PictureScreen {
 public:
  GlPictures() = default;
  ~GlPictures() override;
  GlPictures(const GlPictures&) = delete;
  GlPictures& operator=(const GlPictures&) = delete;

  // Before a frame: its height in pixels of the framebuffer, which counts rows from below.
  void begin(int framebuffer_height, float framebuffer_scale);

  void show(ImDrawList& list, int slot, const ui::Pixels& pixels, std::uint64_t version,
            ImVec2 at) override;

 private:
  struct Slot {
    unsigned texture = 0, framebuffer = 0;
    int width = 0, height = 0;
    std::uint64_t version = 0;
  };

  // A part of a picture and where it goes; rows from above.
  struct Blit {
    unsigned framebuffer = 0;
    int from_x = 0, from_y = 0, width = 0, height = 0;
    int to_x = 0, to_y = 0;
    int screen_height = 0;
    float scale = 1;
  };

  void upload(Slot& slot, const ui::Pixels& pixels);
  static void copy(const ImDrawList* list, const ImDrawCmd* command);

  std::map<int, Slot> slots_;
  std::deque<Blit> blits_;  // of this frame; the draw list points into it
  int screen_height_ = 0;
  float scale_ = 1;
};

}  // namespace uvscope::app
