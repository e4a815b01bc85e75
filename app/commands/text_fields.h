// Fields of text formats. What a recorded program named may hold anything.
#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

namespace uvscope::app {

// As RFC 4180 writes it: in quotes where it must be.
std::string csvField(const std::string& text);

// On one line; what is no UTF-8 is replaced, never refused.
std::string jsonLine(const nlohmann::ordered_json& json);

// Control characters as \n, \t or \xNN, so that a terminal shows the text and does not obey it.
std::string oneLine(const std::string& text);

// Characters that `text` takes on a screen.
std::size_t columnsOf(const std::string& text);
// As much of `text` as takes `columns` characters.
std::string firstColumns(const std::string& text, std::size_t columns);

}  // namespace uvscope::app
