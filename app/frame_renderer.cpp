#include "app/frame_renderer.h"

#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include "app/gl.h"

namespace uvscope::app {

FrameRenderer::FrameRenderer(float scale) : files_(ui::findFonts()), scale_(scale) {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigInputTextCursorBlink = false;  // a blinking caret would keep an idle window drawing
  fonts_ = ui::loadFonts(*io.Fonts, files_, scale_);
  ImGui_ImplOpenGL3_Init("#version 130");
  pictures_ = std::make_unique<GlPictures>();
}

FrameRenderer::~FrameRenderer() {
  pictures_.reset();
  ImGui_ImplOpenGL3_Shutdown();
  ImGui::DestroyContext();
}

void FrameRenderer::setScale(float scale) {
  scale_ = scale;
  fonts_ = ui::loadFonts(*ImGui::GetIO().Fonts, files_, scale_);
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
}

void FrameRenderer::paintGrounds(const ui::Workspace& workspace, int width, int height,
                                 float scale) {
  glViewport(0, 0, width, height);
  glEnable(GL_SCISSOR_TEST);
  for (const ui::Ground& ground : workspace.grounds()) {
    const auto x0 = static_cast<GLint>(ground.min.x * scale);
    const auto y0 = static_cast<GLint>(ground.min.y * scale);
    const auto x1 = static_cast<GLint>(ground.max.x * scale);
    const auto y1 = static_cast<GLint>(ground.max.y * scale);
    glScissor(x0, height - y1, x1 - x0, y1 - y0);
    const auto part = [&ground](unsigned index) {
      return static_cast<float>(ui::channel(ground.color, index)) / 255.0F;
    };
    glClearColor(part(0), part(1), part(2), 1);
    glClear(GL_COLOR_BUFFER_BIT);
  }
  glDisable(GL_SCISSOR_TEST);
}

void FrameRenderer::draw(ui::Workspace& workspace, std::chrono::steady_clock::time_point now) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const ImGuiIO& io = ImGui::GetIO();
  const float scale = io.DisplayFramebufferScale.x;
  const auto width = static_cast<int>(io.DisplaySize.x * scale);
  const auto height = static_cast<int>(io.DisplaySize.y * scale);
  pictures_->begin(height, scale);
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  workspace.frame(fonts_, scale_, *pictures_, now);
  ImGui::Render();
  const auto built = Clock::now();
  paintGrounds(workspace, width, height, scale);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  build_time_ = built - begin;
  render_time_ = Clock::now() - built;
}

}  // namespace uvscope::app
