#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/cli/amounts.h"
#include "app/cli/choice.h"
#include "app/cli/command_line.h"
#include "app/cli/session_file.h"
#include "app/commands/export.h"

namespace uvscope::app {

void addExportCommand(CLI::App& root, Action& action) {
  CLI::App* const words =
      root.add_subcommand("export", "A session for another tool; docs/export.md has the formats");
  const auto options = std::make_shared<ExportOptions>();
  addSession(*words, options->path);
  addChoice<ExportFormat>(*words, "--format", options->format, "What to write, chrome unless given",
                          {{"chrome", ExportFormat::Chrome},
                           {"jsonl", ExportFormat::JsonLines},
                           {"csv", ExportFormat::Csv},
                           {"dot", ExportFormat::Dot},
                           {"otlp", ExportFormat::Otlp}});
  words->add_option("-o,--output", options->output, "The file to write; - is standard output")
      ->required()
      ->type_name("FILE");
  words->add_flag("--force", options->force, "Replace that file if it exists");
  addChoice<bool>(*words, "--what", options->resources,
                  "Of csv and jsonl, a line each, events unless given",
                  {{"events", false}, {"resources", true}});
  words->add_option("--filter", options->filter, "Only what matches (docs/filter.md)")
      ->type_name("TEXT");
  words->add_option("--under", options->under, "Only this resource and what is below it: 7, or 2/7")
      ->type_name("ID");
  addAmount(*words, "--from", options->from_ns, parseOffsetNs,
            "From this time of the session on: 500ms, 10s, 2m")
      ->type_name("TIME");
  addAmount(*words, "--to", options->to_ns, parseOffsetNs, "Up to this time")->type_name("TIME");
  addChoice<storage::ParentKind>(
      *words, "--by", options->by, "The parent, for dot and --under",
      {{"trigger", storage::ParentKind::Trigger}, {"execution", storage::ParentKind::Execution}});
  addAmount(*words, "--limit", options->limit, parseCount, "Resources in dot, else 2000")
      ->type_name("N");
  words->callback(
      [options, &action] { action = [options] { return runExport(*options, stdout); }; });
}

}  // namespace uvscope::app
