// For working on the front end:
//   ui_preview shot FILE VIEW OUT.png [WxH] [RUN] [THEME] [SCALE]
//   ui_preview window [FILE] [RUN]
//   ui_preview times FILE [WxH]
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "app/desktop.h"
#include "app/screenshot.h"
#include "storage/session_reader.h"
#include "tests/ui/frame_times.h"

namespace {

using namespace uvscope;

core::Result<std::unique_ptr<storage::Session>> openSession(const std::string& path) {
  auto reader = storage::SessionReader::open(path);
  if (!reader) return reader.error();
  return std::unique_ptr<storage::Session>(std::move(*reader));
}

int fail(const core::Error& error) {
  std::fprintf(stderr, "ui_preview: %s\n", error.message.c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  const auto word = [&words](std::size_t index) {
    return index < words.size() ? words[index] : "";
  };
  const std::vector<ui::WorkloadEntry> workloads = {
      {"echo-server", "A TCP echo server and its clients; some resources stay open."},
      {"leaky", "Handles that nobody closes."}};
  if (word(1) == "window") {
    app::DesktopOptions desktop;
    desktop.path = word(2);
    desktop.run = word(3);
    desktop.open = openSession;
    desktop.workloads = workloads;
    const auto code = app::runDesktop(desktop);
    return code ? *code : fail(code.error());
  }
  if (word(1) == "times") {
    int width = 1280;
    int height = 720;
    if (!word(3).empty()) std::sscanf(words[3].c_str(), "%dx%d", &width, &height);
    auto session = openSession(word(2));
    if (!session) return fail(session.error());
    const auto done = ui::testing::printFrameTimes(std::move(*session), width, height);
    return done ? 0 : fail(done.error());
  }
  if (words.size() < 5 || words[1] != "shot") {
    std::fprintf(stderr, "usage: ui_preview shot FILE VIEW OUT.png [WxH] [RUN] [THEME] [SCALE]\n");
    return 2;
  }
  app::ScreenshotOptions options;
  options.path = words[2];
  options.view = words[3];
  options.output = words[4];
  options.force = true;
  options.open = openSession;
  options.workloads = workloads;
  if (!word(5).empty()) std::sscanf(words[5].c_str(), "%dx%d", &options.width, &options.height);
  options.run = word(6);
  if (word(7) == "light") options.theme = ui::ThemeKind::Light;
  if (!word(8).empty()) options.scale = std::strtof(words[8].c_str(), nullptr);
  const auto done = app::renderScreenshot(options);
  return done ? 0 : fail(done.error());
}
