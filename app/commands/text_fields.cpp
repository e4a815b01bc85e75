#include "app/commands/text_fields.h"

#include <algorithm>

#include <fmt/core.h>

#include "core/characters.h"

namespace uvscope::app {
namespace {

// The bytes of UTF-8 that begin a character.
bool beginsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80;
}

}  // namespace

std::string csvField(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string field = "\"";
  for (const char letter : text)
    field += letter == '"' ? "\"\"" : std::string(1, letter);
  return field + '"';
}

std::string jsonLine(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string oneLine(const std::string& text) {
  if (std::ranges::none_of(text, core::isControl)) return text;
  std::string line;
  for (const char letter : text) {
    if (letter == '\n') {
      line += "\\n";
    } else if (letter == '\t') {
      line += "\\t";
    } else if (core::isControl(letter)) {
      line += fmt::format("\\x{:02x}", static_cast<unsigned char>(letter));
    } else {
      line += letter;
    }
  }
  return line;
}

std::size_t columnsOf(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, beginsCharacter));
}

std::string firstColumns(const std::string& text, std::size_t columns) {
  std::size_t end = 0;
  for (std::size_t begun = 0; end < text.size(); ++end) {
    if (beginsCharacter(text[end]) && ++begun > columns) break;
  }
  return text.substr(0, end);
}

}  // namespace uvscope::app
