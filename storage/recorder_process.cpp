#include "storage/recorder_process.h"

#include <fstream>
#include <sstream>
#include <string>

#include <unistd.h>

namespace uvscope::storage {
namespace {

// Field 22 of /proc/PID/stat; 0 when there is no such process. The second field is the program's
// name in parentheses and may hold anything.
std::int64_t startTicks(std::int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(line.substr(name_end + 1));
  std::string field;
  for (int number = 3; number <= 22; ++number)
    fields >> field;
  return fields ? std::stoll(field) : 0;
}

}  // namespace

RecorderProcess thisProcess() {
  const std::int64_t pid = getpid();
  return {pid, startTicks(pid)};
}

bool isRunning(const RecorderProcess& recorder) {
  return recorder.pid > 0 && recorder.start_ticks != 0 &&
         startTicks(recorder.pid) == recorder.start_ticks;
}

}  // namespace uvscope::storage
