#include "app/live_view.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace uvscope::app {

void LiveView::open(const std::string& path) {
  // posix_spawn takes its words as char* for historical reasons and does not write to them.
  std::array<std::string, 3> words{"uvscope", "view", path};
  std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
  // A process group of its own: Ctrl+C ends the recording, not the window that shows it.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const int failure =
      posix_spawn(&pid_, "/proc/self/exe", nullptr, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (failure == 0) return;
  pid_ = 0;
  fmt::print(stderr, "uvscope: cannot open the desktop: {}; see it later with: uvscope view {}\n",
             std::strerror(failure), path);  // NOLINT(concurrency-mt-unsafe)
}

void LiveView::wait() {
  if (pid_ == 0) return;
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
}

}  // namespace uvscope::app
