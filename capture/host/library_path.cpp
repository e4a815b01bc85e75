#include "capture/host/library_path.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <unistd.h>

namespace uvscope::capture {
namespace {

constexpr const char* kLibraryName = "libuvscope-preload.so";

bool isReadable(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && access(path.c_str(), R_OK) == 0;
}

std::string resolved(const std::filesystem::path& path) {
  std::error_code error;
  const auto whole = std::filesystem::canonical(path, error);
  return error ? path.string() : whole.string();
}

}  // namespace

core::Result<std::string> findLibrary() {
  const char* const given = std::getenv(kLibraryVariable);  // NOLINT(concurrency-mt-unsafe)
  if (given != nullptr && given[0] != '\0') {
    if (isReadable(given)) return resolved(given);
    return core::Error{
        core::ErrorCode::NotFound,
        std::string(kLibraryVariable) + " names no readable file, correct or unset it: " + given};
  }
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto root = self.parent_path().parent_path();
  for (const char* const folder : {"lib", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu"}) {
    const auto candidate = root / folder / kLibraryName;
    if (isReadable(candidate)) return resolved(candidate);
  }
  return core::Error{core::ErrorCode::NotFound,
                     std::string("cannot find the library to record with, build it or set ") +
                         kLibraryVariable + ": " + (root / "lib" / kLibraryName).string()};
}

}  // namespace uvscope::capture
