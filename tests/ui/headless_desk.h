// A workspace in a Dear ImGui context without a window: a test moves the mouse, presses, and looks
// at what state that leaves.
#pragma once

#include <memory>
#include <string_view>

#include "ui/workspace.h"

namespace uvscope::ui::testing {

class HeadlessDesk {
 public:
  explicit HeadlessDesk(std::unique_ptr<storage::Session> session, ImVec2 size = {1280, 720});
  ~HeadlessDesk();
  HeadlessDesk(const HeadlessDesk&) = delete;
  HeadlessDesk& operator=(const HeadlessDesk&) = delete;

  Workspace& workspace() { return workspace_; }

  [[nodiscard]] const ViewState& state() const { return workspace_.state(); }

  // Draws until nothing waits.
  void settle();
  void run(std::string_view commands);
  void key(std::string_view chord);
  void type(std::string_view ascii);
  void press(ImGuiKey key);
  void moveTo(ImVec2 at);
  void click(ImVec2 at);

  // Vertices of the last frame.
  [[nodiscard]] int vertices() const { return vertices_; }

 private:
  class NoPictures final : public PictureScreen {
   public:
    void show(ImDrawList&, int, const Pixels&, std::uint64_t, ImVec2) override {}
  };

  void frame();

  ImGuiContext* context_;
  Fonts fonts_;
  NoPictures pictures_;
  Workspace workspace_;
  int vertices_ = 0;
};

}  // namespace uvscope::ui::testing
