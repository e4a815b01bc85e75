#include "capture/host/program_path.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <sys/stat.h>
#include <unistd.h>

namespace uvscope::capture {
namespace {

enum class FileFit { Missing, Directory, NotExecutable, Fits };

FileFit fitOf(const std::string& path) {
  struct stat status {};

  if (stat(path.c_str(), &status) != 0) return FileFit::Missing;
  if (S_ISDIR(status.st_mode)) return FileFit::Directory;
  if (!S_ISREG(status.st_mode)) return FileFit::NotExecutable;
  return access(path.c_str(), X_OK) == 0 ? FileFit::Fits : FileFit::NotExecutable;
}

core::Error errorFor(FileFit fit, const std::string& program) {
  using core::ErrorCode;
  if (fit == FileFit::Directory) {
    return {ErrorCode::Usage, "cannot record a directory, name a program in it: " + program};
  }
  if (fit == FileFit::NotExecutable) {
    return {ErrorCode::Permission,
            "cannot record a file that is not executable, " +
                std::string("see chmod +x or start it by its interpreter: ") + program};
  }
  if (program.find('/') == std::string::npos) {
    return {ErrorCode::NotFound,
            "no such program in PATH, give its path or install it: " + program};
  }
  return {ErrorCode::NotFound, "no such program, check the path: " + program};
}

}  // namespace

core::Result<std::string> findProgram(const std::string& program) {
  if (program.empty()) {
    return core::Error{core::ErrorCode::Usage,
                       "no program given, as in: uvscope record -- PROGRAM"};
  }
  if (program.find('/') != std::string::npos) {
    const FileFit fit = fitOf(program);
    if (fit != FileFit::Fits) return errorFor(fit, program);
    return program;
  }
  const char* const path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  std::string_view rest = path != nullptr ? path : "/bin:/usr/bin";
  FileFit nearest = FileFit::Missing;
  while (true) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    std::string candidate(rest.substr(0, end));
    candidate += (candidate.empty() ? "./" : "/") + program;  // an empty entry: here
    const FileFit fit = fitOf(candidate);
    if (fit == FileFit::Fits) return candidate;
    if (fit == FileFit::NotExecutable) nearest = fit;
    if (end == rest.size()) return errorFor(nearest, program);
    rest.remove_prefix(end + 1);
  }
}

}  // namespace uvscope::capture
