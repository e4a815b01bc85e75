#include "app/commands/session_name.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace uvscope::app {
namespace {

bool isPlain(const std::string& word) {
  constexpr std::string_view kPlain = "_-./:=@%+,";
  return !word.empty() && std::all_of(word.begin(), word.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           kPlain.find(c) != std::string_view::npos;
  });
}

std::string quoted(const std::string& word) {
  if (isPlain(word)) return word;
  std::string text = "'";
  for (const char c : word)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::string shellWords(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words)
    line += (line.empty() ? "" : " ") + quoted(word);
  return line;
}

std::string defaultSessionName(const std::string& program, std::int64_t unix_seconds) {
  std::string name = program.substr(program.find_last_of('/') + 1);
  for (char& c : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
    if (!plain) c = '-';
  }
  // A leading dash would be an option to the next command, a leading dot hide the file.
  if (name.empty() || name[0] == '-' || name[0] == '.') name = "session" + name;
  const std::time_t seconds = unix_seconds;
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 32> time{};
  std::strftime(time.data(), time.size(), "-%Y%m%d-%H%M%S", &local);
  return name + time.data() + ".uvscope";
}

std::string unusedSessionPath(const std::string& path) {
  std::string unused = path;
  std::error_code ignored;
  const std::filesystem::path whole(path);
  for (int number = 2; std::filesystem::exists(unused, ignored); ++number) {
    std::filesystem::path name = whole.stem();
    name += "-" + std::to_string(number);
    name += whole.extension();
    unused = (whole.parent_path() / name).string();
  }
  return unused;
}

}  // namespace uvscope::app
