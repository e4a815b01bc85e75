// The theme that was chosen last in the window, kept in the user's state directory.
#pragma once

#include <optional>
#include <string>

#include "ui/logic/theme.h"

namespace uvscope::app {

// Beside the list of recent sessions; empty where that is nowhere.
std::string themeFilePath();

// Nothing where none was chosen or the file says something else.
std::optional<ui::ThemeKind> rememberedTheme(const std::string& file);

// Failing to write is no error: the theme is a convenience.
void rememberTheme(const std::string& file, ui::ThemeKind theme);

}  // namespace uvscope::app
