// The word of a command that says which session: a path, or a name of `uvscope sessions`.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "app/session_names.h"

namespace uvscope::app {

// To an option that takes one such word, or several.
inline CLI::Option* asSession(CLI::Option* option) {
  return option->type_name("FILE")->transform(
      [](const std::string& word) { return sessionPath(sessionNamesPath(), word); });
}

// The first word of a command that needs a session.
inline CLI::Option* addSession(CLI::App& words, std::string& path) {
  return asSession(
      words.add_option("file", path, "The session: its file, or its name")->required());
}

}  // namespace uvscope::app
