#include "app/key_chord.h"

#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include <GLFW/glfw3.h>

namespace uvscope::app {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 12> kNamed = {{
    {GLFW_KEY_LEFT, "Left"},
    {GLFW_KEY_RIGHT, "Right"},
    {GLFW_KEY_UP, "Up"},
    {GLFW_KEY_DOWN, "Down"},
    {GLFW_KEY_HOME, "Home"},
    {GLFW_KEY_END, "End"},
    {GLFW_KEY_SPACE, "Space"},
    {GLFW_KEY_ESCAPE, "Escape"},
    {GLFW_KEY_ENTER, "Enter"},
    {GLFW_KEY_TAB, "Tab"},
    {GLFW_KEY_F1, "F1"},
    {GLFW_KEY_DELETE, "Delete"},
}};

std::string baseName(int key, int scancode) {
  for (const auto& [known, name] : kNamed) {
    if (known == key) return std::string(name);
  }
  // By the layout in use, so that a letter is the one that is printed on the key.
  const char* const printed = glfwGetKeyName(key, scancode);
  if (printed == nullptr) return {};
  std::string name(printed);
  if (name.size() == 1)
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

}  // namespace

std::string keyChord(int key, int scancode, int mods) {
  const auto mod = [mods](int which) {
    return (static_cast<unsigned>(mods) & static_cast<unsigned>(which)) != 0;
  };
  const std::string base = baseName(key, scancode);
  if (base.empty()) return {};
  if (base == "/" && mod(GLFW_MOD_SHIFT) && !mod(GLFW_MOD_CONTROL)) return "?";
  std::string chord;
  if (mod(GLFW_MOD_CONTROL) || mod(GLFW_MOD_SUPER)) chord += "Ctrl+";
  if (mod(GLFW_MOD_ALT)) chord += "Alt+";
  if (mod(GLFW_MOD_SHIFT)) chord += "Shift+";
  return chord + base;
}

}  // namespace uvscope::app
