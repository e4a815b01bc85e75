#include "app/remembered_theme.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "app/recent_sessions.h"

namespace uvscope::app {

std::string themeFilePath() {
  const std::filesystem::path list = recentListPath();
  return list.empty() ? std::string() : (list.parent_path() / "theme").string();
}

std::optional<ui::ThemeKind> rememberedTheme(const std::string& file) {
  std::ifstream in(file);
  std::string word;
  in >> word;
  for (const auto kind : {ui::ThemeKind::Dark, ui::ThemeKind::Light}) {
    if (word == ui::themeName(kind)) return kind;
  }
  return std::nullopt;
}

void rememberTheme(const std::string& file, ui::ThemeKind theme) {
  if (file.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(file).parent_path(), ignored);
  std::ofstream(file, std::ios::trunc) << ui::themeName(theme) << '\n';
}

}  // namespace uvscope::app
