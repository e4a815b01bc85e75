#include "capture/host/process_probe.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <sstream>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace uvscope::capture {
namespace {

struct ProcessStat {
  char state = 0;
  std::uint64_t threads = 0;
  std::uint64_t start_time = 0;
};

std::string readSmallFile(const std::string& path) {
  std::array<char, 1024> bytes{};
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  const ssize_t count = read(file, bytes.data(), bytes.size());
  close(file);
  return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : std::string();
}

std::optional<ProcessStat> statOf(std::int32_t pid) {
  if (pid <= 0) return std::nullopt;
  const std::string text = readSmallFile("/proc/" + std::to_string(pid) + "/stat");
  // The second field is the name in parentheses, which may itself hold any character.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 1));
  ProcessStat stat;
  std::string skipped;
  fields >> stat.state;
  constexpr int kState = 3;
  constexpr int kThreads = 20;
  constexpr int kStartTime = 22;
  for (int field = kState + 1; field < kThreads; ++field)
    fields >> skipped;
  fields >> stat.threads;
  for (int field = kThreads + 1; field < kStartTime; ++field)
    fields >> skipped;
  fields >> stat.start_time;
  if (!fields) return std::nullopt;
  return stat;
}

bool isRunning(const ProcessStat& stat) {
  if (stat.state == 'X') return false;
  // A zombie with more than itself left is a main thread that has ended before the others.
  return stat.state != 'Z' || stat.threads > 1;
}

}  // namespace

ProcessProbe::ProcessProbe(std::int32_t pid) : pid_(pid) {
  const auto stat = statOf(pid);
  if (stat && isRunning(*stat)) start_time_ = stat->start_time;
}

bool ProcessProbe::alive() const {
  if (!start_time_) return false;
  const auto stat = statOf(pid_);
  return stat && stat->start_time == *start_time_ && isRunning(*stat);
}

bool ProcessProbe::surelyGone() const {
  if (pid_ <= 0) return false;
  const auto stat = statOf(pid_);
  if (stat) return !isRunning(*stat);
  return kill(pid_, 0) != 0 && errno == ESRCH;
}

std::uint64_t ownPidNamespace() {
  struct stat status {};

  return ::stat("/proc/self/ns/pid", &status) == 0 ? status.st_ino : 0;
}

}  // namespace uvscope::capture
