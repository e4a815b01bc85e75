#include "app/state_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace uvscope::app {

namespace fs = std::filesystem;

std::string stateFilePath(const std::string& name) {
  // Read once at start, before any thread is made.
  if (const char* const state = std::getenv("XDG_STATE_HOME");  // NOLINT(concurrency-mt-unsafe)
      state != nullptr && *state == '/') {
    return std::string(state) + "/uvscope/" + name;
  }
  if (const char* const home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
      home != nullptr && *home == '/') {
    return std::string(home) + "/.local/state/uvscope/" + name;
  }
  return {};
}

std::vector<std::string> readStateFile(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

core::Result<void> writeStateFile(const std::string& path, const std::vector<std::string>& lines) {
  const auto failed = [&path](const std::string& why) {
    return core::Error{core::ErrorCode::System, "cannot write " + why + ": " + path};
  };
  if (path.empty()) {
    return core::Error{core::ErrorCode::System, "no home directory to remember sessions in"};
  }
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  if (error) return failed(error.message());
  const std::string beside = path + ".new";
  {
    std::ofstream file(beside, std::ios::trunc);
    for (const std::string& line : lines)
      file << line << '\n';
    if (!file.flush()) return failed("the list of sessions");
  }
  fs::rename(beside, path, error);
  if (error) return failed(error.message());
  return {};
}

}  // namespace uvscope::app
