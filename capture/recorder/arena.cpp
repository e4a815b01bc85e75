#include "capture/recorder/arena.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capture/recorder/clock.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

namespace uvscope::capture {
namespace {

// Where pages cannot be faulted in without risk, this many rings are allocated in advance.
constexpr std::uint32_t kRingsInAdvance = 8;

using Path = std::array<char, PATH_MAX>;

// Whole paths only: a cut one would name another file.
bool formatPath(Path& path, const char* directory, unsigned number, const char* suffix) {
  const int length =
      std::snprintf(path.data(), path.size(), "%s/%d.%u%s", directory, getpid(), number, suffix);
  return length > 0 && static_cast<std::size_t>(length) < path.size();
}

// Growing a file beyond the limit would end the process with SIGXFSZ.
bool mayHold(std::size_t bytes) {
  rlimit limit{};
  return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur >= bytes;
}

// Where the address space is limited, most of it stays the program's.
std::optional<ArenaLayout> affordable(ArenaLayout wanted) {
  constexpr std::uint64_t kShare = 8;
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0) return std::nullopt;
  return limit.rlim_cur == RLIM_INFINITY ? wanted : wanted.within(limit.rlim_cur / kShare);
}

// Gives the file made as `temporary` its place among the arenas. It shows up there complete.
bool publish(const Path& temporary, const Path& final_path) {
  const bool linked = link(temporary.data(), final_path.data()) == 0;
  unlink(temporary.data());
  return linked;
}

void readCommandLine(ArenaHeader& header) {
  const int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  const ssize_t count = read(fd, header.command_line, kMaxCommandLineBytes);
  close(fd);
  if (count > 0) header.command_line_bytes = static_cast<std::uint32_t>(count);
}

void describeProcess(ArenaHeader& header) {
  header.magic = kArenaMagic;
  header.version = kArenaVersion;
  header.clock = bestClock();
  header.pid = getpid();
  header.parent_pid = getppid();

  struct stat pid_namespace {};

  if (stat("/proc/self/ns/pid", &pid_namespace) == 0) header.pid_namespace = pid_namespace.st_ino;
  header.start_ts = readClock(header.clock);
  // The header is zero so far, so the name ends where readlink stops.
  (void)!readlink("/proc/self/exe", header.executable, sizeof(header.executable) - 1);
  readCommandLine(header);
}

}  // namespace

std::optional<Arena> Arena::map(int fd, ArenaLayout layout) {
  const std::size_t size = layout.bytes();
  if (ftruncate(fd, static_cast<off_t>(size)) != 0) return std::nullopt;
  void* const base = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (base == MAP_FAILED) return std::nullopt;
  madvise(base, size, MADV_DONTFORK);
  madvise(base, size, MADV_DONTDUMP);
  auto* const bytes = static_cast<std::byte*>(base);
  if (madvise(base, kRecordsOffset, MADV_POPULATE_WRITE) == 0) {
    return Arena(bytes, layout, kMaxRings, true);
  }
  // An older kernel. A page of a full file system would end the process with SIGBUS, hence:
  const bool old_kernel = errno == EINVAL;
  const auto in_advance = static_cast<off_t>(layout.recordsOffset(kRingsInAdvance));
  if (old_kernel && fallocate(fd, 0, 0, in_advance) == 0) {
    return Arena(bytes, layout, kRingsInAdvance, false);
  }
  munmap(base, size);
  return std::nullopt;
}

std::optional<Arena> Arena::create(const char* directory, ArenaLayout wanted) {
  const std::optional<ArenaLayout> layout = affordable(wanted);
  return layout ? createWith(directory, *layout) : std::nullopt;
}

std::optional<Arena> Arena::createWith(const char* directory, ArenaLayout layout) {
  constexpr unsigned kMostImages = 4096;  // one process may exec as often and be recorded each time
  if (!mayHold(layout.bytes())) return std::nullopt;
  Path temporary;
  Path final_path;
  for (unsigned number = 0; number < kMostImages; ++number) {
    if (!formatPath(temporary, directory, number, ".tmp")) return std::nullopt;
    if (!formatPath(final_path, directory, number, "")) return std::nullopt;
    if (access(final_path.data(), F_OK) == 0) continue;
    const int fd = open(temporary.data(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno == EEXIST) continue;
    if (fd < 0) return std::nullopt;
    fchmod(fd, 0600);  // the program's umask may have taken away even that
    const std::optional<Arena> arena = map(fd, layout);
    close(fd);
    if (!arena) {
      unlink(temporary.data());
      return std::nullopt;
    }
    describeProcess(arena->header());
    arena->header().ready.store(1, std::memory_order_release);
    if (publish(temporary, final_path)) return arena;
    munmap(arena->base_, layout.bytes());
  }
  return std::nullopt;
}

bool Arena::reserve(std::uint32_t index) const {
  return !populate_ || madvise(records(index), shape(index).bytes(), MADV_POPULATE_WRITE) == 0;
}

bool Arena::isIn(std::uint32_t index, RingState state) const {
  return ring(index).state.load(std::memory_order_acquire) == static_cast<std::uint32_t>(state);
}

bool Arena::hasClosedRing() const {
  for (std::uint32_t index = 0; index < rings_; ++index) {
    if (isIn(index, RingState::Closed)) return true;
  }
  return false;
}

std::optional<std::uint32_t> Arena::claimRing() const {
  for (std::uint32_t index = 0; index < rings_; ++index) {
    if (!isIn(index, RingState::Free)) continue;
    if (!reserve(index)) return std::nullopt;
    RingHeader& taken = ring(index);
    taken.thread_id = static_cast<std::int32_t>(syscall(SYS_gettid));
    prctl(PR_GET_NAME, taken.thread_name);
    taken.generation.fetch_add(1, std::memory_order_relaxed);
    taken.state.store(static_cast<std::uint32_t>(RingState::Live), std::memory_order_release);
    if (header().rings_used.load(std::memory_order_relaxed) <= index) {
      header().rings_used.store(index + 1, std::memory_order_release);
    }
    return index;
  }
  return std::nullopt;
}

void Arena::closeRing(std::uint32_t index) const {
  ring(index).state.store(static_cast<std::uint32_t>(RingState::Closed), std::memory_order_release);
}

}  // namespace uvscope::capture
