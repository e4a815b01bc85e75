// The program that is recorded: its environment and its start.
//
// Started by posix_spawn and not by uv_spawn, because uv_spawn gives the child the default action
// for every signal: a target under nohup, or in the background of a script, would no longer ignore
// what it ignores without us.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "capture/recorder/stack_mode.h"
#include "core/result.h"

namespace uvscope::capture {

struct TargetCommand {
  std::string executable;              // a path
  std::vector<std::string> arguments;  // the name it is called by, then the arguments
};

// Our environment, with the library in front of LD_PRELOAD, the directory for arenas and the kind
// of stacks to take.
std::vector<std::string> targetEnvironment(const std::string& library,
                                           const std::string& session_directory, StackMode stacks);

// A path by which LD_PRELOAD can name `library`: itself, or a link to it in `session_directory`
// when it holds a character that LD_PRELOAD gives a meaning to.
core::Result<std::string> preloadablePath(const std::string& library,
                                          const std::string& session_directory);

// Instead of what the variable was; an empty value removes it.
void setVariable(std::vector<std::string>& environment, const std::string& name,
                 const std::string& value);

// A program that needs libasan does not start with another library in front, unless ASan is told
// not to mind. Adds that to ASAN_OPTIONS in `environment`.
void allowLibraryBeforeAsan(std::vector<std::string>& environment);

// Starts it in our working directory and process group with our standard streams. The caller waits
// for the process.
core::Result<pid_t> startTarget(const TargetCommand& command,
                                const std::vector<std::string>& environment);

}  // namespace uvscope::capture
