#include "tests/e2e/terminal.h"

#include <array>
#include <cstdlib>
#include <stdexcept>

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace uvscope::e2e {
namespace {

constexpr int kPatienceMs = static_cast<int>(std::chrono::milliseconds(kPatience).count());

[[noreturn]] void become(const Words& words) {
  setenv("TERM", "xterm", 1);
  std::vector<char*> pointers;
  for (const std::string& word : words)
    pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  execvp(pointers[0], pointers.data());
  _exit(127);
}

}  // namespace

Terminal::Terminal(const Words& words, unsigned short columns) {
  const winsize size{24, columns, 0, 0};
  pid_ = forkpty(&fd_, nullptr, nullptr, &size);
  if (pid_ < 0) throw std::runtime_error("forkpty");
  if (pid_ == 0) become(words);
}

Terminal::~Terminal() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(fd_);
}

bool Terminal::readMore() {
  pollfd ready{fd_, POLLIN, 0};
  if (poll(&ready, 1, kPatienceMs) <= 0) return false;
  std::array<char, 4096> buffer{};
  const ssize_t count = read(fd_, buffer.data(), buffer.size());
  if (count <= 0) return false;  // EIO: nobody has the other end any more
  bytes_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

bool Terminal::waitFor(const std::string& text) {
  while (bytes_.find(text) == std::string::npos) {
    if (!readMore()) return false;
  }
  return true;
}

void Terminal::type(const std::string& text) const {
  if (write(fd_, text.data(), text.size()) < 0) throw std::runtime_error("write");
}

int Terminal::wait() {
  while (readMore()) {
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Words Terminal::lines() const {
  Words lines{""};
  std::size_t column = 0;
  for (std::size_t at = 0; at < bytes_.size(); ++at) {
    if (bytes_[at] == '\n') {
      lines.emplace_back();
      column = 0;
    } else if (bytes_[at] == '\r') {
      column = 0;
    } else if (bytes_.compare(at, 3, "\x1b[K") == 0) {
      lines.back().resize(std::min(column, lines.back().size()));
      at += 2;
    } else {
      lines.back().resize(std::max(column + 1, lines.back().size()));
      lines.back()[column++] = bytes_[at];
    }
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace uvscope::e2e
