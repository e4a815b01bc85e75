#include "capture/host/arena_mapping.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
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

core::Error openError(const std::string& name, const std::string& why) {
  return {core::ErrorCode::System, "cannot read arena: " + why + ": " + name};
}

std::string lastSystemError() {
  return std::generic_category().message(errno);
}

bool hasFullSize(const struct stat& file) {
  return file.st_size >= static_cast<off_t>(kArenaBytes);
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
  if (file < 0) return openError(name, lastSystemError());

  struct stat status {};

  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != geteuid() ||
      !hasFullSize(status)) {
    close(file);
    return openError(name, "not a whole arena file of ours");
  }
  void* const data = mmap(nullptr, kArenaBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (data == MAP_FAILED) {
    const std::string why = lastSystemError();
    close(file);
    return openError(name, why);
  }
  return ArenaMapping(data, file);
}

ArenaMapping::ArenaMapping(ArenaMapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), file_(std::exchange(other.file_, -1)) {}

ArenaMapping& ArenaMapping::operator=(ArenaMapping&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(file_, other.file_);
  return *this;
}

ArenaMapping::~ArenaMapping() {
  if (data_ != nullptr) munmap(data_, kArenaBytes);
  if (file_ >= 0) close(file_);
}

bool ArenaMapping::complete() const {
  struct stat status {};

  return fstat(file_, &status) == 0 && hasFullSize(status);
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
  auto* const base = static_cast<std::byte*>(data_) + kRecordsOffset;
  return reinterpret_cast<RingRecord*>(base + index * kRingBytes);
}

}  // namespace uvscope::capture
