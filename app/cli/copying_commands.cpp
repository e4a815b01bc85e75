// The commands that make a session of others.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/cli/amounts.h"
#include "app/cli/command_line.h"
#include "app/cli/session_file.h"
#include "app/commands/cut.h"
#include "app/commands/merge.h"
#include "app/commands/migrate.h"
#include "app/commands/redact.h"
#include "app/commands/repair.h"

namespace uvscope::app {
namespace {

void addOutput(CLI::App& words, std::string& output, bool& force) {
  words.add_option("-o,--output", output, "The session file to make")
      ->required()
      ->type_name("FILE");
  words.add_flag("--force", force, "Replace that session if it exists");
}

void addMigrate(CLI::App& root, Action& action) {
  CLI::App* const words = root.add_subcommand(
      "migrate", "A session that an older uvscope recorded, in the present layout");
  const auto options = std::make_shared<MigrateOptions>();
  addSession(*words, options->path);
  addOutput(*words, options->output, options->force);
  words->callback([options, &action] { action = [options] { return runMigrate(*options); }; });
}

void addTarget(CLI::App& words, CopyTarget& target) {
  addOutput(words, target.output, target.force);
}

void addCut(CLI::App& root, Action& action) {
  CLI::App* const words =
      root.add_subcommand("cut", "A range of time, or what exists because of a resource");
  const auto options = std::make_shared<CutOptions>();
  addSession(*words, options->path);
  addAmount(*words, "--from", options->from_ns, parseOffsetNs,
            "Where the copy begins, from the beginning of the session: 500ms, 10s, 2m")
      ->type_name("TIME");
  addAmount(*words, "--to", options->to_ns, parseDurationNs, "Where it ends")->type_name("TIME");
  words
      ->add_option("--under", options->under,
                   "Only this resource and what it caused: 7, or 2/7 for the one of context 2")
      ->type_name("ID");
  addTarget(*words, options->target);
  words->callback([options, &action] { action = [options] { return runCut(*options); }; });
}

void addMerge(CLI::App& root, Action& action) {
  CLI::App* const words =
      root.add_subcommand("merge", "Several sessions as one, in order of the wall clock");
  const auto options = std::make_shared<MergeOptions>();
  asSession(words->add_option("files", options->paths, "The sessions")->required());
  addTarget(*words, options->target);
  words->callback([options, &action] { action = [options] { return runMerge(*options); }; });
}

void addRedact(CLI::App& root, Action& action) {
  CLI::App* const words = root.add_subcommand(
      "redact", "A copy to give away: no paths, addresses, arguments, names of threads");
  const auto options = std::make_shared<RedactOptions>();
  addSession(*words, options->path);
  words
      ->add_option("--keep", options->keep,
                   "What stays all the same: paths, addresses, arguments, threads")
      ->type_name("WORDS")
      ->delimiter(',')
      ->take_all()
      ->expected(1);
  addTarget(*words, options->target);
  words->callback([options, &action] { action = [options] { return runRedact(*options); }; });
}

void addRepair(CLI::App& root, Action& action) {
  CLI::App* const words =
      root.add_subcommand("repair", "What can be read of a damaged or unfinished session");
  const auto options = std::make_shared<RepairOptions>();
  addSession(*words, options->path);
  addTarget(*words, options->target);
  words->callback([options, &action] { action = [options] { return runRepair(*options); }; });
}

}  // namespace

void addCopyingCommands(CLI::App& root, Action& action) {
  addCut(root, action);
  addMerge(root, action);
  addRedact(root, action);
  addRepair(root, action);
  addMigrate(root, action);
}

}  // namespace uvscope::app
