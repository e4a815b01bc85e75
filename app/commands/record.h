// uvscope record: runs a program with the recorder loaded and writes its session file.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/commands/progress_line.h"
#include "app/commands/record_limits.h"
#include "capture/host/type_filter.h"
#include "capture/recorder/ring_format.h"
#include "capture/recorder/stack_mode.h"
#include "core/result.h"

namespace uvscope::app {

struct RecordOptions {
  std::vector<std::string> command;  // program and arguments, or workload and arguments
  bool workload = false;             // `command` names a built-in workload
  std::string output;                // empty: ./PROGRAM-YYYYmmdd-HHMMSS.uvscope
  bool force = false;                // replace an existing output
  bool drop_when_full = false;       // lose events rather than hold the program up
  capture::StackMode stacks = capture::StackMode::Handles;  // whose creation stacks to record
  bool quiet = false;  // no summary; warnings and errors are still printed
  Progress progress = Progress::Auto;
  RecordLimits limits;
  std::uint64_t ring_bytes = capture::kDefaultRingBytes;
  capture::TypeChoice types;
  bool follow = true;  // also what the program starts
  // The target runs and the session at this path can be opened.
  std::function<void(const std::string& path)> on_started;
};

// The target's exit status, or 128 + the signal that ended it. Prints warnings and the summary on
// standard error. Fails when nothing could be started; then nothing was written either.
core::Result<int> runRecord(const RecordOptions& options);

}  // namespace uvscope::app
