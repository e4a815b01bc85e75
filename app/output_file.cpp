#include "app/output_file.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/schema.h"

namespace uvscope::app {
namespace {

namespace fs = std::filesystem;

core::Error exists(const std::string& path) {
  return {core::ErrorCode::Exists, "exists already, --force replaces it: " + path};
}

// By its header alone: a damaged session is one as well.
bool isSession(const std::string& path) {
  constexpr std::size_t kIdAt = 68;  // of a SQLite file: who made it
  std::array<unsigned char, kIdAt + 4> header{};
  const std::unique_ptr<std::FILE, decltype(&std::fclose)> file(std::fopen(path.c_str(), "rb"),
                                                                &std::fclose);
  if (file == nullptr || std::fread(header.data(), header.size(), 1, file.get()) != 1) return false;
  std::uint32_t id = 0;
  for (std::size_t at = kIdAt; at < header.size(); ++at)
    id = id << 8U | header[at];
  return id == std::uint32_t{storage::kApplicationId};
}

core::Error cannotWrite(const std::string& path, int error) {
  return {
      error == EACCES || error == EROFS ? core::ErrorCode::Permission : core::ErrorCode::System,
      fmt::format("cannot write the output: {}: {}", std::generic_category().message(error), path)};
}

// What `path` leads to, so that a link stays one.
std::string linksFollowed(const std::string& path) {
  std::error_code missing;
  const fs::path target = fs::canonical(path, missing);
  return missing ? path : target.string();
}

}  // namespace

core::Result<void> OutputFile::check(const std::string& path, bool force) {
  struct stat status {};

  if (stat(path.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) {
      return core::Error{core::ErrorCode::Usage,
                         "is no regular file, give the output another name: " + path};
    }
    if (!force) return exists(path);
    if (isSession(path)) {
      return core::Error{core::ErrorCode::Exists,
                         "is a session, which --force does not replace by something else: " + path};
    }
  }
  const std::string folder = fs::path(linksFollowed(path)).parent_path().string();
  if (access(folder.empty() ? "." : folder.c_str(), W_OK) != 0) return cannotWrite(path, errno);
  return {};
}

core::Result<OutputFile> OutputFile::create(const std::string& path, bool force) {
  if (auto allowed = check(path, force); !allowed) return allowed.error();
  OutputFile output;
  output.path_ = linksFollowed(path);
  output.force_ = force;
  std::string name = output.path_ + ".XXXXXX";
  const int descriptor = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return cannotWrite(path, errno);
  output.temporary_ = std::move(name);
  fchmod(descriptor, 0644);
  output.file_.reset(fdopen(descriptor, "wb"));
  if (output.file_ == nullptr) return cannotWrite(path, errno);
  return output;
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      force_(other.force_),
      file_(std::move(other.file_)) {}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

core::Result<void> OutputFile::finish() {
  const bool written = std::fflush(file_.get()) == 0 && std::ferror(file_.get()) == 0;
  const int error = errno;
  file_.reset();
  if (!written) return cannotWrite(path_, error);
  // link() and not rename(): it fails where a file has appeared meanwhile.
  const bool placed = force_ ? rename(temporary_.c_str(), path_.c_str()) == 0
                             : link(temporary_.c_str(), path_.c_str()) == 0;
  if (!placed) return errno == EEXIST ? exists(path_) : cannotWrite(path_, errno);
  if (force_) temporary_.clear();
  return {};
}

core::Result<void> writeOutput(const std::string& path, std::string_view text, bool force) {
  auto output = OutputFile::create(path, force);
  if (!output) return output.error();
  std::fwrite(text.data(), 1, text.size(), output->stream());
  return output->finish();
}

}  // namespace uvscope::app
