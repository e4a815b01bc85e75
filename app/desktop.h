// The desktop application: one window on a session, growing or finished, or on the start page.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "ui/logic/session_source.h"
#include "ui/start_page.h"

namespace uvscope::app {

struct DesktopOptions {
  std::string path;  // of a session; empty: the start page
  std::string run;   // commands, done first
  float scale = 0;   // of text and controls; 0: the monitor's
  int width = 1280, height = 720;
  ui::SessionOpener open;
  std::vector<ui::WorkloadEntry> workloads;  // for the start page
};

// Returns when the window is closed: 0. An error where there is no display, the session cannot be
// opened or a command is at fault; the window has not been shown then.
core::Result<int> runDesktop(const DesktopOptions& options);

}  // namespace uvscope::app
