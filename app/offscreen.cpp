#include "app/offscreen.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include "app/gl.h"

namespace uvscope::app {
namespace {

core::Error failed(const std::string& what) {
  return {core::ErrorCode::System,
          what + " failed, install Mesa's software driver (libegl-mesa0, libgl1-mesa-dri)"};
}

EGLDisplay openDisplay() {
  const char* const extensions = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
  const auto get = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
      eglGetProcAddress("eglGetPlatformDisplayEXT"));
  if (extensions != nullptr && get != nullptr &&
      std::strstr(extensions, "EGL_MESA_platform_surfaceless") != nullptr) {
    return get(EGL_PLATFORM_SURFACELESS_MESA, nullptr, nullptr);
  }
  return eglGetDisplay(EGL_DEFAULT_DISPLAY);
}

EGLContext makeContext(EGLDisplay display) {
  if (eglBindAPI(EGL_OPENGL_API) != EGL_TRUE) return EGL_NO_CONTEXT;
  constexpr std::array<EGLint, 3> kConfig = {EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
  EGLConfig config = nullptr;
  EGLint count = 0;
  // Without a surface no configuration is needed; some drivers want one all the same.
  if (eglChooseConfig(display, kConfig.data(), &config, 1, &count) != EGL_TRUE || count == 0) {
    config = EGL_NO_CONFIG_KHR;
  }
  constexpr std::array<EGLint, 5> kVersion = {EGL_CONTEXT_MAJOR_VERSION, 3,
                                              EGL_CONTEXT_MINOR_VERSION, 0, EGL_NONE};
  return eglCreateContext(display, config, EGL_NO_CONTEXT, kVersion.data());
}

}  // namespace

core::Result<std::unique_ptr<Offscreen>> Offscreen::create(int width, int height) {
  auto* const display = openDisplay();
  if (display == EGL_NO_DISPLAY || eglInitialize(display, nullptr, nullptr) != EGL_TRUE) {
    return failed("drawing without a display (eglInitialize)");
  }
  auto* const context = makeContext(display);
  if (context == EGL_NO_CONTEXT) {
    eglTerminate(display);
    return failed("drawing without a display (eglCreateContext)");
  }
  if (eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context) != EGL_TRUE) {
    eglDestroyContext(display, context);
    eglTerminate(display);
    return failed("drawing without a display (eglMakeCurrent)");
  }
  std::unique_ptr<Offscreen> made(new Offscreen(display, context, width, height));
  if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
    return core::Error{core::ErrorCode::System,
                       "a picture of this size cannot be drawn, choose a smaller --size"};
  }
  return made;
}

Offscreen::Offscreen(void* display, void* context, int width, int height)
    : display_(display), context_(context), width_(width), height_(height) {
  glGenRenderbuffers(1, &color_);
  glBindRenderbuffer(GL_RENDERBUFFER, color_);
  glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
  glGenFramebuffers(1, &framebuffer_);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, color_);
}

Offscreen::~Offscreen() {
  glDeleteFramebuffers(1, &framebuffer_);
  glDeleteRenderbuffers(1, &color_);
  eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  eglDestroyContext(display_, context_);
  eglTerminate(display_);
}

void Offscreen::bind() const {
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
}

ui::Pixels Offscreen::read() const {
  bind();
  std::vector<ui::Rgba> rows(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_));
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, rows.data());
  ui::Pixels out(width_, height_, 0);
  for (int y = 0; y < height_; ++y) {
    for (int x = 0; x < width_; ++x) {
      const auto from =
          static_cast<std::size_t>(height_ - 1 - y) * static_cast<std::size_t>(width_) +
          static_cast<std::size_t>(x);
      out.fill(x, y, x + 1, y + 1, rows[from] | 0xFF000000U);
    }
  }
  return out;
}

}  // namespace uvscope::app
