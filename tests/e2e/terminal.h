// A program on a terminal of its own, which the test looks at.
#pragma once

#include <string>

#include <sys/types.h>

#include "tests/e2e/program.h"

namespace uvscope::e2e {

class Terminal {
 public:
  // `columns` wide, TERM=xterm.
  explicit Terminal(const Words& words, unsigned short columns = 100);
  // Kills the program if it still runs.
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // False: the program has ended, or never wrote that.
  bool waitFor(const std::string& text);
  void type(const std::string& text) const;
  // Its status, as Program::wait.
  int wait();

  // All bytes written to it so far.
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

  // The lines that a person sees in the end, as far as \r, \n and "erase to the end of line" go.
  [[nodiscard]] Words lines() const;

 private:
  // False at the end, or when nothing came for a while.
  bool readMore();

  int fd_ = -1;
  pid_t pid_ = -1;
  std::string bytes_;
};

}  // namespace uvscope::e2e
