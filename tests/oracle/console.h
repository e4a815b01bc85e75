// console.log over libuv: its streams are made when something is logged for the first time.
#pragma once

#include <string_view>

#include "tests/oracle/net.h"

namespace uvscope::oracle {

class Console {
 public:
  // Pipes, or whatever else can be written to.
  static Console& onPipes(int out, int err);
  // Follows the size of the terminal, as process.stdout does.
  static Console& onTerminal(int out, int err);

  void log(std::string_view text);

 private:
  enum class Kind { Pipe, Terminal };

  Console(Kind kind, int out, int err) : kind_(kind), out_fd_(out), err_fd_(err) {}

  [[nodiscard]] SocketPtr open(int fd) const;
  void watchSize() const;

  Kind kind_;
  int out_fd_;
  int err_fd_;
  SocketPtr out_;
  SocketPtr err_;
};

}  // namespace uvscope::oracle
