#include "app/recent_sessions.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "app/state_file.h"

namespace uvscope::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostRemembered = 30;

}  // namespace

bool isGone(const std::string& path) {
  std::error_code error;
  return fs::status(path, error).type() == fs::file_type::not_found;
}

std::string recentListPath() {
  return stateFilePath("recent");
}

std::vector<std::string> rememberedSessions(const std::string& list_path) {
  return readStateFile(list_path);
}

std::vector<std::string> recentSessions(const std::string& list_path) {
  auto sessions = rememberedSessions(list_path);
  std::erase_if(sessions, [](const std::string& path) {
    std::error_code ignored;
    return !fs::is_regular_file(path, ignored);
  });
  return sessions;
}

void rememberSession(const std::string& list_path, const std::string& session) {
  if (list_path.empty()) return;
  std::error_code error;
  const std::string absolute = fs::absolute(session, error).lexically_normal().string();
  if (error) return;
  auto sessions = rememberedSessions(list_path);
  std::erase(sessions, absolute);
  sessions.insert(sessions.begin(), absolute);
  if (sessions.size() > kMostRemembered) sessions.resize(kMostRemembered);
  static_cast<void>(writeStateFile(list_path, sessions));
}

core::Result<void> forgetSessions(const std::string& list_path,
                                  const std::vector<std::string>& sessions) {
  auto kept = rememberedSessions(list_path);
  const auto forgotten = std::erase_if(kept, [&](const std::string& path) {
    return std::ranges::find(sessions, path) != sessions.end();
  });
  if (forgotten == 0) return {};
  return writeStateFile(list_path, kept);
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
