#include "app/commands/output_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/core.h>

namespace uvscope::app {
namespace {

core::Error systemError(int code, const std::string& path) {
  if (code == EEXIST) {
    return {
        core::ErrorCode::Exists,
        fmt::format("{} exists already; choose another name, or replace it with --force", path)};
  }
  return {core::ErrorCode::System,
          fmt::format("cannot write {}: {}", path,
                      std::strerror(code))};  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace

core::Result<void> writeOutput(const std::string& path, std::string_view text, bool force) {
  std::FILE* const file = std::fopen(path.c_str(), force ? "we" : "wxe");
  if (file == nullptr) return systemError(errno, path);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = std::fclose(file) == 0;
  if (written && closed) return {};
  const int code = errno;
  std::remove(path.c_str());
  return systemError(code, path);
}

}  // namespace uvscope::app
