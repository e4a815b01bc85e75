#include "app/screenshot.h"

#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <imgui.h>

#include "app/frame_renderer.h"
#include "app/offscreen.h"
#include "app/output_file.h"
#include "app/png_file.h"
#include "app/start_cards.h"
#include "ui/commands.h"
#include "ui/workspace.h"

namespace uvscope::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kSmallest = 320, kLargest = 8192;
constexpr std::chrono::seconds kLongestWait{60};

core::Result<std::vector<ui::Command>> commandsOf(const ScreenshotOptions& options) {
  auto view = ui::parseCommands("view " + options.view);
  if (!view || view->size() != 1 || (*view)[0].arguments.size() != 1) {
    return core::usageError(fmt::format("no view “{}”, give one of {}", options.view, viewNames()));
  }
  auto commands = ui::parseCommands(options.run);
  if (!commands) return commands.error();
  if (options.theme) {
    commands->push_back(ui::makeCommand("theme", {std::string(ui::themeName(*options.theme))}));
  }
  commands->insert(commands->begin(), std::move((*view)[0]));
  return commands;
}

core::Result<void> checkSize(const ScreenshotOptions& options) {
  const auto fits = [](int pixels) { return pixels >= kSmallest && pixels <= kLargest; };
  if (fits(options.width) && fits(options.height)) return {};
  return core::usageError(fmt::format("--size {}x{} cannot be drawn, both must be {} to {}",
                                      options.width, options.height, kSmallest, kLargest));
}

// The commands first: what a view scrolls to must not depend on frames drawn on the way.
core::Result<void> runToEnd(ui::Workspace& workspace) {
  const auto deadline = Clock::now() + kLongestWait;
  while (workspace.advance(Clock::now())) {
    if (Clock::now() > deadline) {
      return core::Error{core::ErrorCode::System, "the commands did not end within a minute"};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (auto error = workspace.takeError()) return *error;
  return {};
}

// Draws until every view shows its final answer, and once more for what only a second frame knows.
core::Result<void> drawSettled(ui::Workspace& workspace, FrameRenderer& renderer,
                               const Offscreen& target) {
  const auto deadline = Clock::now() + kLongestWait;
  int settled = 0;
  // One time for all frames: nothing in the picture may depend on how long this takes.
  const auto now = Clock::now();
  while (settled < 3) {
    if (Clock::now() > deadline) {
      return core::Error{core::ErrorCode::System, "the views did not come to rest within a minute"};
    }
    ImGui::GetIO().DeltaTime = 1.0F / 60;
    target.bind();
    renderer.draw(workspace, now);
    if (auto error = workspace.takeError()) return *error;
    if (workspace.settled()) {
      ++settled;
    } else {
      settled = 0;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  return {};
}

void fillStartPage(ui::StartPage& page, const ScreenshotOptions& options) {
  page.workloads = options.workloads;
  page.recent = startCards(options.open_card);
}

}  // namespace

std::string viewNames() {
  std::string names(ui::findCommand("view")->parameters.front().choices);
  for (std::size_t at = 0; (at = names.find('|', at)) != std::string::npos;) {
    names.replace(at, 1, ", ");
  }
  return names;
}

core::Result<void> renderScreenshot(const ScreenshotOptions& options) {
  auto commands = commandsOf(options);
  if (!commands) return commands.error();
  if (auto size = checkSize(options); !size) return size;
  if (auto output = OutputFile::check(options.output, options.force); !output) return output;
  ui::Workspace workspace;
  if (options.theme)
    workspace.run({ui::makeCommand("theme", {std::string(ui::themeName(*options.theme))})});
  if (!options.path.empty()) {
    auto session = options.open(options.path);
    if (!session) return session.error();
    workspace.open(std::move(*session));
  }
  if (options.view == "start") fillStartPage(workspace.startPage(), options);
  auto target = Offscreen::create(options.width, options.height);
  if (!target) return target.error();
  workspace.run(std::move(*commands));
  if (auto ran = runToEnd(workspace); !ran) return ran;
  const float scale = options.scale > 0 ? options.scale : options.width >= 2400 ? 1.5F : 1.0F;
  FrameRenderer renderer(scale);
  ImGui::GetIO().DisplaySize = {static_cast<float>(options.width),
                                static_cast<float>(options.height)};
  if (auto drawn = drawSettled(workspace, renderer, **target); !drawn) return drawn;
  return writePng(options.output, (*target)->read(), options.force);
}

}  // namespace uvscope::app
