#include "app/commands/leaks.h"

#include <fmt/core.h>

#include "app/commands/filter_option.h"
#include "app/commands/leak_baseline.h"
#include "app/commands/leak_formats.h"
#include "app/commands/open_session.h"
#include "app/output_file.h"
#include "ui/logic/leak_report.h"

namespace uvscope::app {
namespace {

std::string formatted(const ui::LeakReport& report, LeakFormat format) {
  switch (format) {
    case LeakFormat::Text:
      return leaksAsText(report);
    case LeakFormat::Json:
      return leaksAsJson(report);
    case LeakFormat::Html:
      return leaksAsHtml(report);
  }
  return {};
}

}  // namespace

core::Result<int> runLeaks(const LeaksOptions& options, std::FILE* out) {
  auto parsed = parseFilterOption(options.filter);
  if (!parsed) return std::move(parsed).error();
  auto session = openSession(options.path);
  if (!session) return std::move(session).error();
  ui::LeakReport report = ui::leakReport(**session, (*session)->info().events, *parsed);
  tellNotes(report.notes);
  if (!options.baseline.empty()) {
    const auto baseline = readBaseline(options.baseline);
    if (!baseline) return baseline.error();
    markKnown(report, *baseline);
  }
  const std::string text = formatted(report, options.format);
  if (options.output.empty()) {
    fmt::print(out, "{}", text);
  } else if (const auto written = writeOutput(options.output, text, options.force); !written) {
    return written.error();
  }
  if (options.fail_on && (report.session.resources == 0 || !report.session.damage.empty())) {
    return core::Error{core::ErrorCode::Corrupt,
                       "--fail-on needs a whole session with resources in it: " + options.path};
  }
  const auto worst = worstOf(report);
  return options.fail_on && worst && *worst >= *options.fail_on ? kFindingsStatus : 0;
}

}  // namespace uvscope::app
