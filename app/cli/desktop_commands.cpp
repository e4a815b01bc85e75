#include <charconv>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "app/cli/command_line.h"
#include "app/cli/session_file.h"
#include "app/commands/open_session.h"
#include "app/desktop.h"
#include "app/screenshot.h"
#include "capture/workloads/workload.h"

namespace uvscope::app {
namespace {

std::vector<ui::WorkloadEntry> workloadEntries() {
  std::vector<ui::WorkloadEntry> entries;
  for (const capture::WorkloadInfo& workload : capture::workloads()) {
    entries.push_back({std::string(workload.name), std::string(workload.summary)});
  }
  return entries;
}

core::Result<int> showDesktop(DesktopOptions options) {
  options.open = openSessionQuietly;
  options.workloads = workloadEntries();
  return runDesktop(options);
}

// "1280x720"
bool parseSize(const std::string& size, ScreenshotOptions& options) {
  const char* const end = size.data() + size.size();
  const auto width = std::from_chars(size.data(), end, options.width);
  if (width.ec != std::errc{} || width.ptr == end || *width.ptr != 'x') return false;
  const auto height = std::from_chars(width.ptr + 1, end, options.height);
  return height.ec == std::errc{} && height.ptr == end;
}

struct ScreenshotWords {
  ScreenshotOptions options;
  std::string size;
};

core::Result<int> takeScreenshot(ScreenshotWords words) {
  if (!words.size.empty() && !parseSize(words.size, words.options)) {
    return core::Error{
        core::ErrorCode::Usage,
        fmt::format("'{}' is no size: write width and height in pixels, like 1280x720",
                    words.size)};
  }
  words.options.open = openSession;
  words.options.open_card = openSessionQuietly;
  words.options.workloads = workloadEntries();
  const auto done = renderScreenshot(words.options);
  if (!done) return done.error();
  return 0;
}

// CLI11's own range would say its numbers with six places.
template <class Scale>
void addScale(CLI::App& words, Scale& scale, const std::string& help) {
  words.add_option("--scale", scale, help)
      ->type_name("FACTOR")
      ->check([](const std::string& typed) {
        float factor = 0;
        const bool fits =
            CLI::detail::lexical_cast(typed, factor) && factor >= 0.5F && factor <= 4.0F;
        return fits ? std::string() : fmt::format("only 0.5 to 4, not '{}'", typed);
      });
}

}  // namespace

void addDesktopCommands(CLI::App& root, Action& action) {
  action = [] { return showDesktop({}); };

  CLI::App* const view =
      root.add_subcommand("view", "Open the desktop on a session, growing or finished");
  const auto desktop = std::make_shared<DesktopOptions>();
  asSession(view->add_option("file", desktop->path, "The session; none: the start page"));
  view->add_option("--run", desktop->run, "Commands to do first, like 'select 5; theme light'")
      ->type_name("COMMANDS");
  addScale(*view, desktop->scale, "Size of text and controls, 0.5 to 4; else the monitor's");
  view->callback([desktop, &action] { action = [desktop] { return showDesktop(*desktop); }; });

  CLI::App* const screenshot =
      root.add_subcommand("screenshot", "A picture of a view as PNG; needs no display");
  const auto words = std::make_shared<ScreenshotWords>();
  asSession(screenshot->add_option("file", words->options.path, "The session"));
  screenshot->add_option("--view", words->options.view, "One of: " + viewNames())
      ->type_name("NAME");
  screenshot->add_option("-o,--output", words->options.output, "The PNG file to make")
      ->required()
      ->type_name("PNG");
  screenshot->add_flag("--force", words->options.force, "Replace the PNG file if it exists");
  screenshot->add_option("--size", words->size, "In pixels, like 2560x1440; else 1280x720")
      ->type_name("WxH");
  addScale(*screenshot, words->options.scale, "Size of text and controls, 0.5 to 4; else 1");
  screenshot->add_option("--run", words->options.run, "Commands to do before")
      ->type_name("COMMANDS");
  screenshot->callback([words, &action] { action = [words] { return takeScreenshot(*words); }; });
}

}  // namespace uvscope::app
