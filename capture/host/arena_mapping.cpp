#include "capture/host/arena_mapping.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/host/clock.h"
#include "capture/host/text.h"

namespace uvscope::capture {
namespace {

core::Error openError(const std::string& name, core::ErrorCode code, const std::string& why) {
  return {code, "cannot read arena: " + why + ": " + name};
}

// What openat() says of a link, a directory, a pipe without a writer, a file that is gone.
bool isOtherFile(int error) {
  return error == ELOOP || error == EISDIR || error == ENXIO || error == ENOENT;
}

std::string lastSystemError() {
  return std::generic_category().message(errno);
}

std::optional<ArenaLayout> layoutOf(const struct stat& file) {
  if (!S_ISREG(file.st_mode) || file.st_uid != geteuid()) return std::nullopt;
  return ArenaLayout::ofFileSize(static_cast<std::uint64_t>(file.st_size));
}

std::vector<std::string> splitArguments(std::string_view bytes) {
  std::vector<std::string> arguments;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\0'), bytes.size());
    arguments.push_back(cleanText(bytes.substr(0, end)));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return arguments;
}

}  // namespace

core::Result<ArenaMapping> ArenaMapping::open(int directory, const std::string& name) {
  // O_NONBLOCK: a FIFO of that name must not stop us.
  const int file = openat(directory, name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) {
    const bool other = isOtherFile(errno);
    return openError(name, other ? core::ErrorCode::Unsupported : core::ErrorCode::System,
                     lastSystemError());
  }

  struct stat status {};

  const auto layout = fstat(file, &status) == 0 ? layoutOf(status) : std::nullopt;
  if (!layout) {
    close(file);
    return openError(name, core::ErrorCode::Unsupported, "not a whole arena file of ours");
  }
  void* const data = mmap(nullptr, layout->bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  const std::string why = data == MAP_FAILED ? lastSystemError() : "";
  close(file);
  if (data == MAP_FAILED) return openError(name, core::ErrorCode::System, why);
  return ArenaMapping(data, *layout, directory, name, status.st_ino);
}

ArenaMapping::ArenaMapping(ArenaMapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      layout_(other.layout_),
      directory_(other.directory_),
      name_(std::move(other.name_)),
      inode_(other.inode_) {}

ArenaMapping& ArenaMapping::operator=(ArenaMapping&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(layout_, other.layout_);
  std::swap(directory_, other.directory_);
  std::swap(name_, other.name_);
  std::swap(inode_, other.inode_);
  return *this;
}

ArenaMapping::~ArenaMapping() {
  if (data_ != nullptr) munmap(data_, bytes());
}

bool ArenaMapping::complete() const {
  struct stat status {};

  if (fstatat(directory_, name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return true;
  return status.st_ino != inode_ || static_cast<std::uint64_t>(status.st_size) >= bytes();
}

ArenaReadiness ArenaMapping::readiness() const {
  if (header().ready.load(std::memory_order_acquire) != 1) return ArenaReadiness::NotYet;
  const bool ours = header().magic == kArenaMagic && header().version == kArenaVersion &&
                    SessionClock::supports(header().clock);
  return ours ? ArenaReadiness::Ready : ArenaReadiness::Foreign;
}

ArenaFacts ArenaMapping::facts() const {
  const ArenaHeader& from = header();
  ArenaFacts facts;
  facts.pid = from.pid;
  facts.parent_pid = from.parent_pid;
  facts.clock = from.clock;
  facts.start_ts = from.start_ts;
  facts.pid_namespace = from.pid_namespace;
  // Copied before their ends are looked for: a hostile target may change them meanwhile.
  const std::string executable(from.executable, sizeof from.executable);
  const std::string command_line(from.command_line, sizeof from.command_line);
  facts.executable = cleanText(std::string_view(executable.c_str()));
  const std::size_t bytes =
      std::min<std::size_t>(from.command_line_bytes, std::size_t{kMaxCommandLineBytes});
  facts.arguments = splitArguments(std::string_view(command_line).substr(0, bytes));
  return facts;
}

RingHeader& ArenaMapping::ring(std::uint32_t index) const {
  auto* const base = static_cast<std::byte*>(data_) + kRingHeadersOffset;
  return reinterpret_cast<RingHeader*>(base)[index];
}

RingRecord* ArenaMapping::records(std::uint32_t index) const {
  auto* const base = static_cast<std::byte*>(data_) + layout_.recordsOffset(index);
  return reinterpret_cast<RingRecord*>(base);
}

}  // namespace uvscope::capture
