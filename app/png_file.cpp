#include "app/png_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <png.h>
#include <sys/stat.h>
#include <unistd.h>

namespace uvscope::app {
namespace {

core::Error exists(const std::string& path) {
  return {core::ErrorCode::Exists,
          fmt::format("the output exists, give another -o or --force: {}", path)};
}

core::Error cannotWrite(const std::string& path, int error) {
  return {error == EACCES || error == EROFS ? core::ErrorCode::Permission : core::ErrorCode::System,
          fmt::format("cannot write the picture: {}: {}", std::generic_category().message(error),
                      path)};
}

struct FileCloser {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

}  // namespace

core::Result<void> checkOutput(const std::string& path, bool force) {
  if (!force && access(path.c_str(), F_OK) == 0) return exists(path);
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (access(folder.c_str(), W_OK) != 0) return cannotWrite(path, errno);
  return {};
}

core::Result<void> writePng(const std::string& path, const ui::Pixels& pixels, bool force) {
  if (auto allowed = checkOutput(path, force); !allowed) return allowed;
  std::string beside = path + ".XXXXXX";
  const int descriptor = mkostemp(beside.data(), O_CLOEXEC);
  if (descriptor < 0) return cannotWrite(path, errno);
  fchmod(descriptor, 0644);
  std::unique_ptr<std::FILE, FileCloser> file(fdopen(descriptor, "wb"));
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(pixels.width());
  image.height = static_cast<png_uint_32>(pixels.height());
  image.format = PNG_FORMAT_RGBA;
  const bool encoded =
      png_image_write_to_stdio(&image, file.get(), 0, pixels.data(), 0, nullptr) != 0;
  const bool flushed = std::fflush(file.get()) == 0;
  const int error = errno;
  file.reset();
  if (!encoded || !flushed) {
    unlink(beside.c_str());
    return cannotWrite(path, error);
  }
  // link() and not rename(): it fails where a file has appeared meanwhile.
  const bool placed =
      force ? rename(beside.c_str(), path.c_str()) == 0 : link(beside.c_str(), path.c_str()) == 0;
  const int placing = errno;
  if (!force || !placed) unlink(beside.c_str());
  if (placed) return {};
  return placing == EEXIST ? exists(path) : cannotWrite(path, placing);
}

}  // namespace uvscope::app
