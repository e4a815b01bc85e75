#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "app/cli/amounts.h"
#include "app/cli/choice.h"
#include "app/cli/command_line.h"
#include "app/commands/record.h"
#include "app/commands/workloads.h"
#include "app/live_view.h"
#include "app/recent_sessions.h"

namespace uvscope::app {
namespace {

struct RecordWords {
  RecordOptions options;
  bool live = false;
};

core::Error recordUsage(std::string message) {
  return {core::ErrorCode::Usage, std::move(message) + "; see 'uvscope record --help'"};
}

// The program and its arguments: what follows the options, whether "--" stands between or not.
core::Result<std::vector<std::string>> commandOf(const CLI::App& record,
                                                 const ForeignWords& foreign) {
  std::vector<std::string> command = record.remaining();
  if (!command.empty() && command.front().starts_with('-')) {
    return recordUsage(fmt::format("record has no option {}", command.front()));
  }
  if (!foreign) return command;
  if (!command.empty()) command.emplace_back("--");  // the program's own
  command.insert(command.end(), foreign->begin(), foreign->end());
  return command;
}

core::Result<int> record(const CLI::App& words, const ForeignWords& foreign, RecordWords record) {
  auto command = commandOf(words, foreign);
  if (!command) return command.error();
  if (command->empty()) {
    return recordUsage(record.options.workload
                           ? "--workload needs the name of one of 'uvscope workloads'"
                           : "record needs a program to run, like: uvscope record -- "
                             "nvim");
  }
  for (const auto* const types : {&record.options.types.include, &record.options.types.exclude}) {
    if (std::ranges::find(*types, "") != types->end())
      return recordUsage("a type must not be empty, as in: --include TIMERWRAP,TCP*");
  }
  if (record.options.quiet && record.options.progress == Progress::Always) {
    return recordUsage("--quiet and --progress contradict each other");
  }
  record.options.command = std::move(*command);
  LiveView view;
  std::string made;
  record.options.on_started = [&](const std::string& path) {
    made = path;
    if (record.live) view.open(path);
  };
  auto status = runRecord(record.options);
  // Scripts that want no words do not want to fill a person's list either.
  if (status && !made.empty() && !record.options.quiet) rememberSession(recentListPath(), made);
  view.wait();
  return status;
}

void addWhatToRecord(CLI::App& words, RecordOptions& options) {
  words
      .add_option("--include", options.types.include,
                  "Only resources of these types, like TIMERWRAP,TCP*; may be repeated")
      ->type_name("TYPES")
      ->delimiter(',')
      ->take_all()
      ->expected(1);
  words
      .add_option("--exclude", options.types.exclude,
                  "No resources of these types; what they made keeps them as parents by id")
      ->type_name("TYPES")
      ->delimiter(',')
      ->take_all()
      ->expected(1);
  words.add_flag(
      "--no-follow", [&options](std::int64_t) { options.follow = false; },
      "Not the programs that PROGRAM starts, nor what it forks");
}

void addLimits(CLI::App& words, RecordOptions& options) {
  addAmount(words, "--duration", options.limits.duration_ns, parseDurationNs,
            "Record no longer than this: 500ms, 10s, 2m; the program runs on")
      ->type_name("TIME");
  addAmount(words, "--limit-events", options.limits.events, parseCount,
            "Record the first N events: 10k, 5M; the program runs on")
      ->type_name("N");
  addAmount(words, "--limit-size", options.limits.bytes, parseBytes,
            "Record until the session takes about as much: 100M, 2G; the program runs on")
      ->type_name("SIZE");
  addAmount(words, "--ring-size", options.ring_bytes, parseRingBytes,
            "Memory of a thread for what was not read yet: 64k to 64M, made a power "
            "of two; else 2M. From the 65th thread on it is 64k")
      ->type_name("SIZE");
}

void addOutput(CLI::App& words, RecordOptions& options) {
  words.add_flag("--quiet", options.quiet, "No progress, no summary");
  words.add_flag(
      "--progress", [&options](std::int64_t) { options.progress = Progress::Always; },
      "The line of progress also when the program's own output is the terminal; without this "
      "only when it goes elsewhere, and never while the program draws the whole screen");
}

}  // namespace

void addRecordingCommands(CLI::App& root, const ForeignWords& foreign, Action& action) {
  CLI::App* const words =
      root.add_subcommand("record", "Run a program, or a workload, and record all its resources");
  words->footer(
      "The program's input, output, signals and exit status are its own; uvscope's words go to\n"
      "standard error. Options of uvscope stand before the program or --workload NAME.\n\n"
      "  uvscope record [OPTION…] -- PROGRAM [ARG…]\n"
      "  uvscope record [OPTION…] --workload NAME [ARG…]\n");
  const auto options = std::make_shared<RecordWords>();
  words
      ->add_option("-o,--output", options->options.output,
                   "The session file to make; else PROGRAM-DATE-TIME.uvscope here")
      ->type_name("FILE");
  words->add_flag("--force", options->options.force, "Replace the session file if it exists");
  words->add_flag("--live", options->live, "Open the desktop on the session while it is recorded");
  addChoice<bool>(*words, "--on-full", options->options.drop_when_full,
                  "What a program does that is faster than the recorder: wait, or lose events",
                  {{"wait", false}, {"drop", true}});
  addWhatToRecord(*words, options->options);
  addLimits(*words, options->options);
  addOutput(*words, options->options);
  addChoice<capture::StackMode>(
      *words, "--stacks", options->options.stacks,
      "Of which resources to record the calls that made them, handles unless given",
      {capture::kStackModes.begin(), capture::kStackModes.end()});
  words->add_flag("--workload", options->options.workload,
                  "Run a built-in workload, NAME, instead of a program");
  words->prefix_command();
  words->callback([words, options, &foreign, &action] {
    action = [words, options, &foreign] { return record(*words, foreign, *options); };
  });

  root.add_subcommand("workloads", "List the built-in workloads")->callback([&action] {
    action = [] { return runWorkloads(); };
  });

  // What 'record --workload' starts; not for people.
  CLI::App* const workload = root.add_subcommand("run-workload", "")->group("");
  workload->prefix_command();
  workload->callback([workload, &action] {
    action = [workload]() -> core::Result<int> {
      std::vector<std::string> arguments = workload->remaining();
      if (arguments.empty()) return recordUsage("run-workload needs a name");
      const std::string name = arguments.front();
      arguments.erase(arguments.begin());
      return runWorkload(name, arguments);
    };
  });
}

}  // namespace uvscope::app
