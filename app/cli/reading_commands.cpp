#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "app/cli/amounts.h"
#include "app/cli/choice.h"
#include "app/cli/command_line.h"
#include "app/cli/session_file.h"
#include "app/commands/events.h"
#include "app/commands/info.h"
#include "app/commands/leaks.h"
#include "app/commands/resources.h"
#include "app/commands/sql.h"
#include "app/commands/stats.h"
#include "app/commands/tree.h"
#include "app/commands/why.h"

namespace uvscope::app {
namespace {

void addFilter(CLI::App& words, std::string& filter, const std::string& what) {
  words.add_option("--filter", filter, what + " (docs/filter.md)")->type_name("TEXT");
}

void addInfo(CLI::App& root, Action& action) {
  CLI::App* const words = root.add_subcommand("info", "What a session is: counts, times, types");
  const auto path = std::make_shared<std::string>();
  addSession(*words, *path);
  words->callback([path, &action] { action = [path] { return runInfo(*path, stdout); }; });
}

void addEvents(CLI::App& root, Action& action) {
  CLI::App* const words = root.add_subcommand("events", "Every event, a line each");
  const auto options = std::make_shared<EventsOptions>();
  addSession(*words, options->path);
  words
      ->add_option("--context", options->context,
                   "Only events of this context, by its number in 'uvscope info'")
      ->type_name("N");
  words->add_option("--resource", options->resource, "Only events of this resource: 7, or 2/7")
      ->type_name("ID");
  addFilter(*words, options->filter, "Only events that match, like 'type=Timeout and run>50ms'");
  addChoice<EventFormat>(
      *words, "--format", options->format, "How a line is written, trace unless given",
      {{"trace", EventFormat::Trace}, {"json", EventFormat::Json}, {"csv", EventFormat::Csv}});
  words->callback(
      [options, &action] { action = [options] { return runEvents(*options, stdout); }; });
}

void addTree(CLI::App& root, Action& action) {
  CLI::App* const words = root.add_subcommand("tree", "Resources under what caused or made them");
  const auto options = std::make_shared<TreeOptions>();
  addSession(*words, options->path);
  addChoice<storage::ParentKind>(
      *words, "--by", options->by,
      "The parent: why a resource was made (this unless given), or in whose callback",
      {{"trigger", storage::ParentKind::Trigger}, {"execution", storage::ParentKind::Execution}});
  words
      ->add_option("--type", options->type,
                   "Only types that match, like 'TCP*', and their ancestors")
      ->type_name("GLOB");
  addFilter(*words, options->filter,
            "Only resources that match, like 'alive>10s', and their ancestors");
  addChoice<ui::ChildOrder>(*words, "--sort", options->sort,
                            "Which siblings come first, birth unless given",
                            {{"birth", ui::ChildOrder::Birth},
                             {"time", ui::ChildOrder::Time},
                             {"total-time", ui::ChildOrder::TotalTime},
                             {"size", ui::ChildOrder::Size},
                             {"children", ui::ChildOrder::Children},
                             {"last-event", ui::ChildOrder::LastEvent},
                             {"alive", ui::ChildOrder::Alive}});
  words->add_option("--depth", options->depth, "How many levels")->type_name("N");
  words->add_flag("--alive", options->alive, "Only what was never destroyed, and its ancestors");
  words->add_flag("--all", options->all, "Every sibling, however many there are of a type");
  words->footer("◆ marks what was made in a callback of another resource than caused it.\n");
  words->callback([options, &action] { action = [options] { return runTree(*options, stdout); }; });
}

void addResources(CLI::App& root, Action& action) {
  CLI::App* const words = root.add_subcommand("resources", "Every resource, a line each");
  const auto options = std::make_shared<ResourcesOptions>();
  addSession(*words, options->path);
  addFilter(*words, options->filter, "Only resources that match, like 'type:TCP* alive>10s'");
  addChoice<ResourceFormat>(*words, "--format", options->format, "How a line is written",
                            {{"text", ResourceFormat::Text},
                             {"csv", ResourceFormat::Csv},
                             {"json", ResourceFormat::Json}});
  addAmount(*words, "--limit", options->limit, parseCount, "At most so many: 100, 10k")
      ->type_name("N");
  words->callback(
      [options, &action] { action = [options] { return runResources(*options, stdout); }; });
}

void addWhy(CLI::App& root, Action& action) {
  CLI::App* const words =
      root.add_subcommand("why", "Why a resource exists: its chain of triggers");
  const auto path = std::make_shared<std::string>();
  const auto resource = std::make_shared<std::string>();
  addSession(*words, *path);
  words->add_option("id", *resource, "The resource: 7, or 2/7 for the one of context 2")
      ->required()
      ->type_name("ID");
  words->callback([path, resource, &action] {
    action = [path, resource] { return runWhy(*path, *resource, stdout); };
  });
}

void addLeaks(CLI::App& root, Action& action) {
  CLI::App* const words =
      root.add_subcommand("leaks", "What was never destroyed, and what that means");
  const auto options = std::make_shared<LeaksOptions>();
  addSession(*words, options->path);
  addChoice<LeakFormat>(
      *words, "--format", options->format, "How the report is written",
      {{"text", LeakFormat::Text}, {"json", LeakFormat::Json}, {"html", LeakFormat::Html}});
  addFilter(*words, options->filter, "Only resources that match, like '-finding:V1'");
  words->add_option("-o,--output", options->output, "A file for the report; else standard output")
      ->type_name("FILE");
  words->add_flag("--force", options->force, "Replace that file if it exists");
  words
      ->add_option("--baseline", options->baseline,
                   "An earlier report as JSON: what it had counts as known")
      ->type_name("FILE");
  addChoice<core::Severity>(*words, "--fail-on", options->fail_on,
                            "Exit status 1 for new findings of this level or above",
                            {{"info", core::Severity::Info},
                             {"warning", core::Severity::Warning},
                             {"error", core::Severity::Error}});
  words->callback(
      [options, &action] { action = [options] { return runLeaks(*options, stdout); }; });
}

void addStats(CLI::App& root, Action& action) {
  CLI::App* const words = root.add_subcommand(
      "stats", "How much was made where, is alive, and what its callbacks cost");
  const auto options = std::make_shared<StatsOptions>();
  addSession(*words, options->path);
  addChoice<TotalsBy>(*words, "--by", options->by, "What is added up, creation sites or types",
                      {{"site", TotalsBy::Site}, {"type", TotalsBy::Type}});
  addChoice<StatsSort>(*words, "--sort", options->sort, "Of what the most comes first",
                       {{"time", StatsSort::Time},
                        {"made", StatsSort::Made},
                        {"alive", StatsSort::Alive},
                        {"runs", StatsSort::Runs}});
  addFilter(*words, options->filter, "Only resources that match, like 'type:TCP* alive'");
  addAmount(*words, "--limit", options->limit, parseCount, "At most so many lines: 20, 1k")
      ->type_name("N");
  addChoice<StatsFormat>(
      *words, "--format", options->format, "How a line is written",
      {{"text", StatsFormat::Text}, {"csv", StatsFormat::Csv}, {"json", StatsFormat::Json}});
  words->callback(
      [options, &action] { action = [options] { return runStats(*options, stdout); }; });
}

void addSql(CLI::App& root, Action& action) {
  CLI::App* const words =
      root.add_subcommand("sql", "Ask a session in SQL; docs/schema.md has the tables");
  const auto options = std::make_shared<SqlOptions>();
  addSession(*words, options->path);
  words->add_option("query", options->query, "One SELECT")->required()->type_name("SQL");
  addChoice<SqlFormat>(
      *words, "--format", options->format, "How rows are written",
      {{"table", SqlFormat::Table}, {"csv", SqlFormat::Csv}, {"json", SqlFormat::Json}});
  addAmount(*words, "--timeout", options->timeout_ns, parseDurationNs,
            "How long it may take: 10s, 5m; else 60 s")
      ->type_name("TIME");
  words->callback([options, &action] { action = [options] { return runSql(*options, stdout); }; });
}

}  // namespace

void addReadingCommands(CLI::App& root, Action& action) {
  addInfo(root, action);
  addEvents(root, action);
  addTree(root, action);
  addResources(root, action);
  addWhy(root, action);
  addLeaks(root, action);
  addStats(root, action);
  addSql(root, action);
}

}  // namespace uvscope::app
