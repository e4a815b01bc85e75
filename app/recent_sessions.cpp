#include "app/recent_sessions.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace uvscope::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostRemembered = 30;

}  // namespace

std::string recentListPath() {
  // Read once at start, before any thread is made.
  if (const char* const state = std::getenv("XDG_STATE_HOME");  // NOLINT(concurrency-mt-unsafe)
      state != nullptr && *state == '/') {
    return std::string(state) + "/uvscope/recent";
  }
  if (const char* const home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
      home != nullptr && *home == '/') {
    return std::string(home) + "/.local/state/uvscope/recent";
  }
  return {};
}

std::vector<std::string> recentSessions(const std::string& list_path) {
  std::vector<std::string> out;
  std::ifstream file(list_path);
  for (std::string line; std::getline(file, line);) {
    std::error_code ignored;
    if (!line.empty() && fs::is_regular_file(line, ignored)) out.push_back(line);
  }
  return out;
}

void rememberSession(const std::string& list_path, const std::string& session) {
  if (list_path.empty()) return;
  std::error_code error;
  const std::string absolute = fs::absolute(session, error).lexically_normal().string();
  if (error) return;
  auto sessions = recentSessions(list_path);
  std::erase(sessions, absolute);
  sessions.insert(sessions.begin(), absolute);
  if (sessions.size() > kMostRemembered) sessions.resize(kMostRemembered);
  fs::create_directories(fs::path(list_path).parent_path(), error);
  const std::string beside = list_path + ".new";
  {
    std::ofstream file(beside, std::ios::trunc);
    for (const std::string& path : sessions)
      file << path << '\n';
    if (!file.flush()) return;
  }
  fs::rename(beside, list_path, error);
}

std::vector<std::string> sessionsIn(const std::string& directory) {
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->path().extension() != ".uvscope" || !at->is_regular_file(ignored)) continue;
    found.emplace_back(at->last_write_time(ignored), fs::absolute(at->path(), ignored).string());
  }
  std::sort(found.rbegin(), found.rend());
  std::vector<std::string> out;
  out.reserve(found.size());
  for (auto& [time, path] : found)
    out.push_back(std::move(path));
  return out;
}

}  // namespace uvscope::app
