#include "tests/ui/frame_times.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include <imgui.h>

#include "app/frame_renderer.h"
#include "app/gl.h"
#include "app/offscreen.h"
#include "ui/workspace.h"

namespace uvscope::ui::testing {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

void row(const char* name, std::vector<double> values) {
  if (values.empty()) return;
  std::sort(values.begin(), values.end());
  std::printf("%-28s %8.3f %8.3f %8.3f\n", name, values[values.size() / 2],
              values[values.size() * 99 / 100], values.back());
}

class Bench {
 public:
  Bench(std::unique_ptr<storage::Session> session, const app::Offscreen& target, int width,
        int height)
      : target_(target), renderer_(1) {
    ImGui::GetIO().DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
    ImGui::GetIO().DeltaTime = 1.0F / 60;
    workspace_.open(std::move(session));
    settle();
  }

  // A frame each, and how long until the final picture of each step was there.
  void scene(const char* name, const std::vector<std::string>& steps) {
    std::vector<double> build, render, settled;
    for (const std::string& step : steps) {
      workspace_.run(*parseCommands(step));
      const auto begin = Clock::now();
      do {
        frame();
        build.push_back(milliseconds(renderer_.buildTime()));
        render.push_back(milliseconds(renderer_.renderTime()));
      } while (!workspace_.settled());
      settled.push_back(milliseconds(Clock::now() - begin));
    }
    std::printf("%s, %zu frames\n", name, build.size());
    row("  building a frame", build);
    row("  giving it to OpenGL", render);
    row("  until it is final", settled);
  }

 private:
  void frame() {
    target_.bind();
    renderer_.draw(workspace_, Clock::now());
    glFinish();
  }

  void settle() {
    for (int calm = 0; calm < 3;) {
      frame();
      calm = workspace_.settled() ? calm + 1 : 0;
    }
  }

  Workspace workspace_;
  const app::Offscreen& target_;
  app::FrameRenderer renderer_;
};

}  // namespace

core::Result<void> printFrameTimes(std::unique_ptr<storage::Session> session, int width,
                                   int height) {
  auto target = app::Offscreen::create(width, height);
  if (!target) return target.error();
  const auto info = session->info();
  Bench bench(std::move(session), **target, width, height);
  std::printf("%d x %d, %llu events; ms:        median      p99      max\n", width, height,
              static_cast<unsigned long long>(info.events));
  std::vector<std::string> still(100, ""), steps, jumps, zooms;
  for (int i = 0; i < 100; ++i) {
    steps.emplace_back("step-back");
    const auto part = static_cast<std::uint64_t>(i * 37 % 100);
    jumps.push_back("inspect-event " + std::to_string(1 + info.events / 100 * part));
    zooms.emplace_back(i < 15 ? "zoom-in" : i % 2 == 0 ? "pan-left" : "pan-right");
  }
  bench.scene("nothing changes", still);
  bench.scene("stepping back", steps);
  bench.scene("jumping and selecting", jumps);
  bench.scene("zooming and panning", zooms);
  return {};
}

}  // namespace uvscope::ui::testing
