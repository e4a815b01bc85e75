#include "app/commands/stats.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/commands/filter_option.h"
#include "app/commands/open_session.h"
#include "app/commands/text_fields.h"
#include "storage/resource_filter.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

constexpr std::size_t kTypeColumns = 22;

std::uint64_t keyOf(const SiteTotal& total, StatsSort sort) {
  switch (sort) {
    case StatsSort::Time:
      return total.run_ns;
    case StatsSort::Made:
      return total.made;
    case StatsSort::Alive:
      return total.alive;
    case StatsSort::Runs:
      return total.runs;
  }
  return 0;
}

class StatsPrinter {
 public:
  StatsPrinter(const storage::Session& session, const StatsOptions& options, std::FILE* out)
      : session_(session), options_(options), out_(out) {}

  void header() const {
    const bool site = options_.by == TotalsBy::Site;
    if (options_.format == StatsFormat::Csv) {
      fmt::print(out_, "{}type,made,alive,runs,run_ns,max_run_ns\n", site ? "site," : "");
    } else if (options_.format == StatsFormat::Text) {
      fmt::print(out_, "{:>10}{:>10}{:>12}{:>13}{:>12}  {}\n", "made", "alive", "runs", "run time",
                 "longest", site ? fmt::format("{:<{}}site", "type", kTypeColumns) : "type");
    }
  }

  void line(const SiteTotal& total) const {
    switch (options_.format) {
      case StatsFormat::Text:
        return text(total);
      case StatsFormat::Csv:
        return csv(total);
      case StatsFormat::Json:
        return json(total);
    }
  }

 private:
  void text(const SiteTotal& total) const {
    const std::string type = oneLine(session_.typeName(total.type));
    std::string place = type;
    if (options_.by == TotalsBy::Site) {
      const std::string site = total.site.empty() ? "not recorded" : oneLine(total.site);
      const std::size_t columns = columnsOf(type);
      place += std::string(columns + 2 > kTypeColumns ? 2 : kTypeColumns - columns, ' ') + site;
    }
    const auto cell = [](const std::string& value, std::size_t width) {
      const std::size_t columns = columnsOf(value);
      return std::string(columns < width ? width - columns : 0, ' ') + value;
    };
    fmt::print(out_, "{}{}{}{}{}  {}\n", cell(ui::formatCount(total.made), 10),
               cell(ui::formatCount(total.alive), 10), cell(ui::formatCount(total.runs), 12),
               cell(ui::formatDuration(total.run_ns), 13),
               cell(ui::formatDuration(total.max_run_ns), 12), place);
  }

  void csv(const SiteTotal& total) const {
    const std::string site =
        options_.by == TotalsBy::Site ? csvField(total.site) + ',' : std::string();
    fmt::print(out_, "{}{},{},{},{},{},{}\n", site, csvField(session_.typeName(total.type)),
               total.made, total.alive, total.runs, total.run_ns, total.max_run_ns);
  }

  void json(const SiteTotal& total) const {
    nlohmann::ordered_json line;
    if (options_.by == TotalsBy::Site) line["site"] = total.site;
    line["type"] = session_.typeName(total.type);
    line["made"] = total.made;
    line["alive"] = total.alive;
    line["runs"] = total.runs;
    line["run_ns"] = total.run_ns;
    line["max_run_ns"] = total.max_run_ns;
    fmt::print(out_, "{}\n", jsonLine(line));
  }

  const storage::Session& session_;
  const StatsOptions& options_;
  std::FILE* out_;
};

}  // namespace

core::Result<int> runStats(const StatsOptions& options, std::FILE* out) {
  auto opened = openFiltered(options.path, options.filter);
  if (!opened) return std::move(opened).error();
  storage::Session& session = *opened->session;
  storage::ResourceFilter& filter = *opened->filter;
  std::vector<SiteTotal> totals = siteTotals(session, filter, options.by);
  std::ranges::stable_sort(totals, std::ranges::greater{}, [&](const SiteTotal& total) {
    return std::pair(keyOf(total, options.sort), total.made);
  });
  const StatsPrinter printer(session, options, out);
  printer.header();
  const std::uint64_t shown = std::min<std::uint64_t>(totals.size(), options.limit);
  for (std::uint64_t i = 0; i < shown; ++i)
    printer.line(totals[i]);
  if (shown < totals.size()) {
    fmt::print(stderr, "uvscope: {}; --limit shows more\n",
               ui::formatPlural(totals.size() - shown, "more line"));
  }
  return 0;
}

}  // namespace uvscope::app
