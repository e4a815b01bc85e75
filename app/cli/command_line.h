// The words of the command line: what they are, and which command they mean.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace uvscope::app {

// What a command does once its words are understood. Returns its exit status.
using Action = std::function<core::Result<int>()>;

// The words after the first "--", which belong to another program; nothing: there was no "--".
using ForeignWords = std::optional<std::vector<std::string>>;

// Each adds its commands to `root`; parsing one of them sets `action`. Both must outlive `root`.
void addRecordingCommands(CLI::App& root, const ForeignWords& foreign, Action& action);
void addReadingCommands(CLI::App& root, Action& action);  // info, events, tree, why, stats, …
void addExportCommand(CLI::App& root, Action& action);
void addCopyingCommands(CLI::App& root, Action& action);  // cut, merge, redact, repair, migrate
void addNoteCommands(CLI::App& root, Action& action);     // note
void addSessionsCommand(CLI::App& root, Action& action);  // sessions
void addDesktopCommands(CLI::App& root, Action& action);  // view, screenshot, and none at all

// Runs `uvscope` with these arguments. Returns the exit status: the command's, or 2 after one line
// on standard error that says what is wrong and what to do.
int runCommandLine(int argc, char** argv);

}  // namespace uvscope::app
