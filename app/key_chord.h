// How a pressed key is written in the command table: "Ctrl+Shift+P", "Shift+.", "Alt+Left", "?".
#pragma once

#include <string>

namespace uvscope::app {

// `key`, `scancode` and `mods` as GLFW gives them. Empty: a key that no command can have.
std::string keyChord(int key, int scancode, int mods);

}  // namespace uvscope::app
