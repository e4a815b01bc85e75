#include "tests/ui/headless_desk.h"

#include <stdexcept>
#include <string>
#include <thread>

namespace uvscope::ui::testing {

HeadlessDesk::HeadlessDesk(std::unique_ptr<storage::Session> session, ImVec2 size)
    : context_(ImGui::CreateContext()) {
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.DisplaySize = size;
  io.DeltaTime = 1.0F / 60;
  for (int i = 0; i < ImGuiKey_COUNT; ++i)
    io.KeyMap[i] = i;
  ImFont* const font = io.Fonts->AddFontDefault();
  io.Fonts->Build();
  fonts_ = {font, font, font, font, font};
  if (session) workspace_.open(std::move(session));
  settle();
}

HeadlessDesk::~HeadlessDesk() {
  ImGui::DestroyContext(context_);
}

void HeadlessDesk::frame() {
  ImGui::NewFrame();
  workspace_.frame(fonts_, 1, pictures_, std::chrono::steady_clock::now());
  ImGui::Render();
  vertices_ = ImGui::GetDrawData()->TotalVtxCount;
}

void HeadlessDesk::settle() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (int calm = 0; calm < 3;) {
    frame();
    calm = workspace_.settled() ? calm + 1 : 0;
    if (calm == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("never settled");
  }
}

void HeadlessDesk::run(std::string_view commands) {
  auto parsed = parseCommands(commands);
  if (!parsed) throw std::invalid_argument(parsed.error().message);
  workspace_.run(std::move(*parsed));
  settle();
}

void HeadlessDesk::key(std::string_view chord) {
  if (!workspace_.key(chord)) throw std::invalid_argument("no command has " + std::string(chord));
  settle();
}

void HeadlessDesk::type(std::string_view ascii) {
  for (const char letter : ascii)
    ImGui::GetIO().AddInputCharacter(static_cast<unsigned char>(letter));
  settle();
}

void HeadlessDesk::press(ImGuiKey key) {
  ImGui::GetIO().KeysDown[key] = true;
  frame();
  ImGui::GetIO().KeysDown[key] = false;
  settle();
}

void HeadlessDesk::moveTo(ImVec2 at) {
  ImGui::GetIO().MousePos = at;
  settle();
}

void HeadlessDesk::click(ImVec2 at) {
  moveTo(at);
  ImGui::GetIO().MouseDown[0] = true;
  frame();
  ImGui::GetIO().MouseDown[0] = false;
  settle();
}

}  // namespace uvscope::ui::testing
