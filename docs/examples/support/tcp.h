// Node's net and http servers in small: lines over TCP, on a port of this machine that the system
// chooses.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>

#include <uv.h>

namespace example {

// One end of a connection. Open sockets keep themselves; a pointer to one may be kept too.
class Socket : public std::enable_shared_from_this<Socket> {
 public:
  static std::shared_ptr<Socket> accept(uv_stream_t* server);
  static std::shared_ptr<Socket> connect(int port, std::function<void(Socket&)> on_connected = {});

  ~Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void onLine(std::function<void(const std::string& line)> listener);

  // Called when the socket is closed for good: by end(), or because the other end was.
  void onClose(std::function<void()> listener) { on_close_ = std::move(listener); }

  void send(const std::string& line);
  void end();

  [[nodiscard]] const uv_tcp_t* handle() const { return &handle_; }

 private:
  Socket() = default;

  void open();
  void startReading();
  void received(std::string_view bytes);

  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&handle_); }

  uv_tcp_t handle_{};
  uv_connect_t connecting_{};
  std::array<char, 4096> buffer_{};
  std::string incomplete_;  // a line whose end has not come yet
  std::function<void(Socket&)> on_connected_;
  std::function<void(const std::string&)> on_line_;
  std::function<void()> on_close_;
  std::shared_ptr<Socket> self_;  // until libuv has closed the handle
};

class Server {
 public:
  using OnConnection = std::function<void(const std::shared_ptr<Socket>& socket)>;

  explicit Server(OnConnection on_connection);
  ~Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // `on_listening` is called in a tick that the server triggers, as Node does it.
  void listen(std::function<void()> on_listening = {});

  void close() { handle_.reset(); }

  [[nodiscard]] int port() const;

  [[nodiscard]] const uv_tcp_t* handle() const { return handle_.get(); }

 private:
  // libuv uses a handle until its close callback, so that callback frees it.
  struct Closer {
    void operator()(uv_tcp_t* handle) const noexcept {
      uv_close(reinterpret_cast<uv_handle_t*>(handle),
               [](uv_handle_t* closed) { delete reinterpret_cast<uv_tcp_t*>(closed); });
    }
  };

  std::unique_ptr<uv_tcp_t, Closer> handle_;
  OnConnection on_connection_;
};

}  // namespace example
