#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/cli/command_line.h"
#include "app/commands/sessions.h"

namespace uvscope::app {
namespace {

struct NameWords {
  std::string name, path;
};

void addName(CLI::App& sessions, Action& action) {
  CLI::App* const words =
      sessions.add_subcommand("name", "Give a session a name, to be used in place of its file");
  const auto named = std::make_shared<NameWords>();
  words->add_option("name", named->name, "Without a slash")->required()->type_name("NAME");
  words->add_option("file", named->path, "The session's file")->required()->type_name("FILE");
  words->callback(
      [named, &action] { action = [named] { return nameASession(named->name, named->path); }; });
}

void addForget(CLI::App& sessions, Action& action) {
  CLI::App* const words =
      sessions.add_subcommand("forget", "Take names or files out of the list; the files stay");
  const auto options = std::make_shared<ForgetOptions>();
  words->add_option("which", options->words, "Names, or files")->type_name("NAME|FILE");
  words->add_flag("--gone", options->gone, "Instead, all whose files are gone; prints them");
  words->callback([options, &action] {
    action = [options]() -> core::Result<int> {
      if (options->words.empty() != options->gone) {
        return core::Error{core::ErrorCode::Usage,
                           "say what to forget, or --gone, not both; see 'uvscope sessions forget "
                           "--help'"};
      }
      return forgetListed(*options, stdout);
    };
  });
}

}  // namespace

void addSessionsCommand(CLI::App& root, Action& action) {
  CLI::App* const sessions = root.add_subcommand(
      "sessions", "Those opened or recorded last, and names to use in place of files");
  sessions->require_subcommand(0, 1);
  addName(*sessions, action);
  addForget(*sessions, action);
  sessions->callback([sessions, &action] {
    if (sessions->get_subcommands().empty()) action = [] { return listSessions(stdout); };
  });
}

}  // namespace uvscope::app
