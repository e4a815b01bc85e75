#include "tests/oracle/console.h"

#include <csignal>
#include <string>

#include "tests/oracle/handles.h"

namespace uvscope::oracle {

// As process.stdout it is never closed, and so never freed.
Console& Console::onPipes(int out, int err) {
  static Console& console = *new Console(Kind::Pipe, out, err);
  return console;
}

Console& Console::onTerminal(int out, int err) {
  static Console& console = *new Console(Kind::Terminal, out, err);
  return console;
}

// Each write has a callback, which would take away its handler of errors.
void Console::log(std::string_view text) {
  if (out_ == nullptr) {
    out_ = open(out_fd_);
    if (kind_ == Kind::Terminal) watchSize();
    err_ = open(err_fd_);
  }
  out_->write(std::string(text) + '\n', [] {});
}

SocketPtr Console::open(int fd) const {
  return Socket::make([&](uv_loop_t* loop, uv_any_handle& handle) {
    if (kind_ == Kind::Terminal) return uv_tty_init(loop, &handle.tty, fd, 0);
    const int rc = uv_pipe_init(loop, &handle.pipe, 0);
    return rc < 0 ? rc : uv_pipe_open(&handle.pipe, fd);
  });
}

void Console::watchSize() const {
  auto& signal = keptHandle<uv_signal_t>();
  signal.data = out_.get();
  check(uv_signal_init(uv_default_loop(), &signal), "uv_signal_init");
  uv_unref(asHandle(signal));
  const auto on_resize = [](uv_signal_t*, int) {};
  check(uv_signal_start(&signal, on_resize, SIGWINCH), "uv_signal_start");
}

}  // namespace uvscope::oracle
