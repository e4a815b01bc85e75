#include "capture/host/target.h"

#include <cerrno>
#include <string_view>
#include <system_error>

#include <spawn.h>
#include <unistd.h>

#include "capture/recorder/ring_format.h"

namespace uvscope::capture {
namespace {

constexpr std::string_view kPreload = "LD_PRELOAD=";
// Separators, and what begins a token like $ORIGIN.
constexpr const char* kPreloadSpecial = " :$";
constexpr const char* kShell = "/bin/sh";

std::vector<char*> pointersTo(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  // posix_spawn takes char* for historic reasons and does not write there.
  for (const std::string& text : strings)
    pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

std::vector<std::string> targetEnvironment(const std::string& library,
                                           const std::string& session_directory, StackMode stacks) {
  const std::string stacks_entry = std::string(kStacksVariable) + "=";
  const std::string directory_entry = std::string(kSessionDirVariable) + "=";
  std::vector<std::string> environment;
  std::string preload = std::string(kPreload) + library;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (text.starts_with(directory_entry) || text.starts_with(stacks_entry)) continue;
    if (!text.starts_with(kPreload)) {
      environment.emplace_back(text);
    } else if (text.size() > kPreload.size()) {
      preload += ":" + std::string(text.substr(kPreload.size()));
    }
  }
  environment.push_back(preload);
  environment.push_back(directory_entry + session_directory);
  environment.push_back(stacks_entry + std::string(wordOf(stacks)));
  return environment;
}

core::Result<std::string> preloadablePath(const std::string& library,
                                          const std::string& session_directory) {
  if (library.find_first_of(kPreloadSpecial) == std::string::npos) return library;
  // Named with a dot: it is no arena.
  std::string link = session_directory + "/.libuvscope.so";
  if (symlink(library.c_str(), link.c_str()) == 0 || errno == EEXIST) return link;
  return core::Error{core::ErrorCode::System,
                     "cannot link to the library, move it to a path without spaces and colons: " +
                         std::generic_category().message(errno) + ": " + library};
}

void setVariable(std::vector<std::string>& environment, const std::string& name,
                 const std::string& value) {
  const std::string entry = name + "=";
  std::erase_if(environment, [&](const std::string& text) { return text.starts_with(entry); });
  if (!value.empty()) environment.push_back(entry + value);
}

void allowLibraryBeforeAsan(std::vector<std::string>& environment) {
  constexpr std::string_view kVariable = "ASAN_OPTIONS=";
  constexpr std::string_view kOption = "verify_asan_link_order=0";
  for (std::string& entry : environment) {
    if (!entry.starts_with(kVariable)) continue;
    if (entry.size() > kVariable.size()) entry += ':';
    entry += kOption;
    return;
  }
  environment.emplace_back(kVariable).append(kOption);
}

core::Result<pid_t> startTarget(const TargetCommand& command,
                                const std::vector<std::string>& environment) {
  const std::vector<char*> arguments = pointersTo(command.arguments);
  const std::vector<char*> variables = pointersTo(environment);
  pid_t pid = 0;
  int error = posix_spawn(&pid, command.executable.c_str(), nullptr, nullptr, arguments.data(),
                          variables.data());
  if (error == ENOEXEC) {  // a script without #!, which execvp and shells give to the shell
    std::vector<std::string> words{kShell, command.executable};
    words.insert(words.end(), command.arguments.begin() + 1, command.arguments.end());
    error = posix_spawn(&pid, kShell, nullptr, nullptr, pointersTo(words).data(), variables.data());
  }
  if (error != 0) {
    return core::Error{core::ErrorCode::System,
                       "cannot start the program: " + std::generic_category().message(error) +
                           ": " + command.executable};
  }
  return pid;
}

}  // namespace uvscope::capture
