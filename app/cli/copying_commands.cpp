// The commands that make a session of others.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/cli/command_line.h"
#include "app/commands/migrate.h"

namespace uvscope::app {
namespace {

void addOutput(CLI::App& words, std::string& output, bool& force) {
  words.add_option("-o,--output", output, "The session file to make")->required()->type_name("FILE");
  words.add_flag("--force", force, "Replace that session if it exists");
}

void addFile(CLI::App& words, std::string& path) {
  words.add_option("file", path, "The session")->required()->type_name("FILE");
}

void addMigrate(CLI::App& root, Action& action) {
  CLI::App* const words = root.add_subcommand(
      "migrate", "Keep the copy through which a session of an older layout is read");
  const auto options = std::make_shared<MigrateOptions>();
  addFile(*words, options->path);
  addOutput(*words, options->output, options->force);
  words->callback([options, &action] { action = [options] { return runMigrate(*options); }; });
}

}  // namespace

void addCopyingCommands(CLI::App& root, Action& action) {
  addMigrate(root, action);
}

}  // namespace uvscope::app
