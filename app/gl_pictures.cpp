#include "app/gl_pictures.h"

#include <algorithm>
#include <cmath>

#include "app/gl.h"

namespace uvscope::app {

GlPictures::~GlPictures() {
  for (auto& [id, slot] : slots_) {
    glDeleteFramebuffers(1, &slot.framebuffer);
    glDeleteTextures(1, &slot.texture);
  }
}

void GlPictures::begin(int framebuffer_height, float framebuffer_scale) {
  blits_.clear();
  screen_height_ = framebuffer_height;
  scale_ = framebuffer_scale;
}

void GlPictures::upload(Slot& slot, const ui::Pixels& pixels) {
  if (slot.texture == 0) {
    glGenTextures(1, &slot.texture);
    glGenFramebuffers(1, &slot.framebuffer);
  }
  GLint bound = 0;
  glGetIntegerv(GL_TEXTURE_BINDING_2D, &bound);
  glBindTexture(GL_TEXTURE_2D, slot.texture);
  if (slot.width != pixels.width() || slot.height != pixels.height()) {
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, pixels.width(), pixels.height(), 0, GL_RGBA,
                 GL_UNSIGNED_BYTE, pixels.data());
    GLint reads = 0;
    glGetIntegerv(GL_READ_FRAMEBUFFER_BINDING, &reads);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, slot.framebuffer);
    glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, slot.texture,
                           0);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, static_cast<GLuint>(reads));
    slot.width = pixels.width();
    slot.height = pixels.height();
  } else {
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, pixels.width(), pixels.height(), GL_RGBA,
                    GL_UNSIGNED_BYTE, pixels.data());
  }
  glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>(bound));
}

void GlPictures::show(ImDrawList& list, int slot_id, const ui::Pixels& pixels,
                      std::uint64_t version, ImVec2 at) {
  if (pixels.width() == 0 || pixels.height() == 0) return;
  Slot& slot = slots_[slot_id];
  if (slot.version != version || slot.width != pixels.width() || slot.height != pixels.height()) {
    upload(slot, pixels);
    slot.version = version;
  }
  const ImVec2 low = list.GetClipRectMin();
  const ImVec2 high = list.GetClipRectMax();
  const auto left = static_cast<int>(at.x), top = static_cast<int>(at.y);
  const int x0 = std::max(left, static_cast<int>(low.x));
  const int y0 = std::max(top, static_cast<int>(low.y));
  const int x1 = std::min(left + pixels.width(), static_cast<int>(high.x));
  const int y1 = std::min(top + pixels.height(), static_cast<int>(high.y));
  if (x0 >= x1 || y0 >= y1) return;
  blits_.push_back(
      {slot.framebuffer, x0 - left, y0 - top, x1 - x0, y1 - y0, x0, y0, screen_height_, scale_});
  list.AddCallback(&GlPictures::copy, &blits_.back());
}

void GlPictures::copy(const ImDrawList* /*list*/, const ImDrawCmd* command) {
  const Blit& blit = *static_cast<const Blit*>(command->UserCallbackData);
  const auto scaled = [&blit](int value) {
    return static_cast<GLint>(std::lround(static_cast<float>(value) * blit.scale));
  };
  GLint reads = 0;
  glGetIntegerv(GL_READ_FRAMEBUFFER_BINDING, &reads);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, blit.framebuffer);
  glDisable(GL_SCISSOR_TEST);
  // Swapped ends of one axis mirror it: the picture's first row is its uppermost.
  glBlitFramebuffer(
      blit.from_x, blit.from_y, blit.from_x + blit.width, blit.from_y + blit.height,
      scaled(blit.to_x), blit.screen_height - scaled(blit.to_y), scaled(blit.to_x + blit.width),
      blit.screen_height - scaled(blit.to_y + blit.height), GL_COLOR_BUFFER_BIT, GL_NEAREST);
  glEnable(GL_SCISSOR_TEST);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, static_cast<GLuint>(reads));
}

}  // namespace uvscope::app
