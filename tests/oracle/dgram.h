// dgram.Socket for IPv4: which calls of libuv it makes, and what it puts off to a tick.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uv.h>
#include <uvscope/async_hooks.h>

namespace uvscope::oracle {

// Lives until the process ends, see keptHandle.
class UdpSocket {
 public:
  using Callback = std::function<void()>;

  static UdpSocket& create();

  void onListening(Callback handler) { on_listening_ = std::move(handler); }

  void onMessage(std::function<void(std::string_view)> handler) {
    on_message_ = std::move(handler);
  }

  void bind(int port, const std::string& host, Callback bound);
  // `sent` comes in a tick: it is sent at once.
  void send(std::string data, int port, const std::string& host, Callback sent);
  void close(Callback closed);

  [[nodiscard]] int port() const;

 private:
  explicit UdpSocket(uv_udp_t& handle);

  void startReceiving(const std::string& address, int port);

  static void allocate(uv_handle_t* handle, std::size_t size, uv_buf_t* buffer);
  static void onReceived(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer,
                         const sockaddr* from, unsigned flags);

  uv_udp_t& handle_;
  AsyncId id_;
  std::vector<char> buffer_;  // what is being received
  Callback on_listening_;
  std::function<void(std::string_view)> on_message_;
};

}  // namespace uvscope::oracle
