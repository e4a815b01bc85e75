// A picture of a view, drawn without a display by the code that draws the window.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "ui/logic/session_source.h"
#include "ui/logic/theme.h"
#include "ui/start_page.h"

namespace uvscope::app {

struct ScreenshotOptions {
  std::string path;  // of the session; may be empty for the view "start"
  std::string view = "session";
  std::string output;  // PNG
  int width = 1280, height = 720;
  float scale = 0;  // of text and controls; 0: 1, from 2400 pixels of width on 1.5
  std::string run;  // commands, done before the picture is taken
  std::optional<ui::ThemeKind> theme;
  bool force = false;                        // overwrite `output`
  ui::SessionOpener open, open_card;         // `open_card`: for the start page, says nothing
  std::vector<ui::WorkloadEntry> workloads;  // for the start page
};

// Usage errors: unknown view, faulty command, impossible size. The output is written last or not
// at all.
core::Result<void> renderScreenshot(const ScreenshotOptions& options);

// "start, session, …": what `view` may be.
std::string viewNames();

}  // namespace uvscope::app
