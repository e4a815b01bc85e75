#include "capture/host/session_dir.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace uvscope::capture {
namespace {

constexpr std::string_view kPrefix = "uvscope-";
constexpr std::time_t kLeftoverAge = std::time_t{24} * 60 * 60;

struct DirCloser {
  void operator()(DIR* directory) const { closedir(directory); }
};

std::string inside(const std::string& directory, const std::string& name) {
  std::string path = directory;
  return path.append("/").append(name);
}

std::vector<std::string> entriesOf(const std::string& directory) {
  std::vector<std::string> entries;
  const std::unique_ptr<DIR, DirCloser> stream(opendir(directory.c_str()));
  if (!stream) return entries;
  while (const dirent* const entry = readdir(stream.get())) {  // NOLINT(concurrency-mt-unsafe)
    const std::string_view name(entry->d_name);
    if (name != "." && name != "..") entries.emplace_back(name);
  }
  return entries;
}

// Only what a recording puts there: files and links, no directories.
void removeFlat(const std::string& directory) {
  for (const std::string& entry : entriesOf(directory)) {
    unlink(inside(directory, entry).c_str());
  }
  rmdir(directory.c_str());
}

// uvscope-PID-XXXXXX; 0: another name.
pid_t hostOf(std::string_view name) {
  if (!name.starts_with(kPrefix)) return 0;
  name.remove_prefix(kPrefix.size());
  pid_t pid = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
  const bool dash_follows = end != name.data() + name.size() && *end == '-';
  return error == std::errc() && dash_follows && pid > 0 ? pid : 0;
}

bool isLeftover(const std::string& path, pid_t host) {
  struct stat status {};

  if (lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return false;
  if (status.st_uid != geteuid()) return false;
  if (std::time(nullptr) - status.st_mtime < kLeftoverAge) return false;
  return kill(host, 0) != 0 && errno == ESRCH;
}

// Enough for the arenas of a small program. Where there is less, threads would go unrecorded.
bool hasRoom(const std::string& directory) {
  constexpr std::uint64_t kRoomBytes = std::uint64_t{64} << 20U;

  struct statvfs status {};

  return statvfs(directory.c_str(), &status) == 0 &&
         std::uint64_t{status.f_bavail} * status.f_frsize >= kRoomBytes;
}

// Those with room first.
std::vector<std::string> possibleParents() {
  std::vector<std::string> parents{"/dev/shm"};
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");  // NOLINT(concurrency-mt-unsafe)
  if (runtime != nullptr && runtime[0] == '/') parents.emplace_back(runtime);
  parents.emplace_back("/tmp");
  std::stable_partition(parents.begin(), parents.end(), hasRoom);
  return parents;
}

}  // namespace

core::Result<SessionDir> SessionDir::create() {
  std::string tried;
  for (const std::string& parent : possibleParents()) {
    removeLeftovers(parent);
    std::string path = parent + "/" + std::string(kPrefix) + std::to_string(getpid()) + "-XXXXXX";
    if (mkdtemp(path.data()) != nullptr) return SessionDir(std::move(path));  // mode 0700
    const std::string why = std::generic_category().message(errno);
    if (!tried.empty()) tried += ", ";
    tried.append(parent).append(" (").append(why).append(")");
  }
  return core::Error{core::ErrorCode::System,
                     "cannot make a directory for the recording, free one of: " + tried};
}

SessionDir::SessionDir(SessionDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}

SessionDir& SessionDir::operator=(SessionDir&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

SessionDir::~SessionDir() {
  remove();
}

void SessionDir::remove() {
  if (!path_.empty()) removeFlat(path_);
}

int removeLeftovers(const std::string& parent) {
  int removed = 0;
  for (const std::string& entry : entriesOf(parent)) {
    const pid_t host = hostOf(entry);
    const std::string path = inside(parent, entry);
    if (host == 0 || !isLeftover(path, host)) continue;
    removeFlat(path);
    ++removed;
  }
  return removed;
}

}  // namespace uvscope::capture
