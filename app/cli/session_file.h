// The word of a command that says which session: a path, or a name of `uvscope sessions`.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "app/session_names.h"

namespace uvscope::app {

// What the help calls such a word, and by which they are told from others.
inline constexpr const char* kSessionWord = "SESSION";

// To an option that takes one such word, or several.
inline CLI::Option* asSession(CLI::Option* option) {
  return option->type_name(kSessionWord)->transform([](const std::string& word) {
    return sessionPath(sessionNamesPath(), word);
  });
}

// The first word of a command that needs a session.
inline CLI::Option* addSession(CLI::App& words, std::string& path) {
  return asSession(
      words.add_option("file", path, "The session: its file, or its name")->required());
}

// Of the words that were parsed for `command`: why one of them means no session. Empty: all do, or
// are paths.
inline std::string whyNoSession(const CLI::App& command) {
  for (const CLI::Option* const option : command.get_options()) {
    if (option->get_type_name() != kSessionWord) continue;
    for (const std::string& word : option->results()) {
      if (std::string why = whyNoSession(sessionNamesPath(), word); !why.empty()) return why;
    }
  }
  return {};
}

}  // namespace uvscope::app
