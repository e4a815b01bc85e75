// What Node's net is over libuv, as far as the scenarios need it: which calls it makes, and what it
// puts off to a tick, for whose sake.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uv.h>
#include <uvscope/async_hooks.h>

namespace uvscope::oracle {

using Callback = std::function<void()>;

class Server;
class Socket;
using SocketPtr = std::shared_ptr<Socket>;

// A stream over a TCP, pipe or terminal handle. Lives until its handle is closed.
class Socket : public std::enable_shared_from_this<Socket> {
 public:
  // Makes and perhaps opens the handle.
  using Init = std::function<int(uv_loop_t* loop, uv_any_handle& handle)>;

  static SocketPtr make(const Init& init);

  // net.connect.
  static SocketPtr connect(int port, Callback connected = {},
                           const std::string& host = "127.0.0.1");
  static SocketPtr connect(const std::string& path, Callback connected);

  // The events. The first makes it flow.
  void onData(std::function<void(std::string_view)> handler);

  void onConnect(Callback handler) { on_connect_ = std::move(handler); }

  void onEnd(Callback handler) { on_end_ = std::move(handler); }

  void onClose(Callback handler) { on_close_ = std::move(handler); }

  void onLookup(Callback handler) { on_lookup_ = std::move(handler); }

  // Lets data flow, to nobody if nobody listens.
  void resume();

  // Written at once as far as the kernel takes it, and only the rest by a request.
  void write(std::string_view data, Callback written = {});

  // Nothing more will be written. Not while it connects.
  void end(Callback finished = {});

  void destroy();

 private:
  friend class Server;

  Socket() = default;

  uv_stream_t* stream() { return &handle_.stream; }

  void startConnect(const std::string& address, int port);
  void read();
  void received(std::string_view data);
  void receivedEnd();
  void endReadable();
  void finish();

  static void onConnected(uv_connect_t* request, int status);
  static void allocate(uv_handle_t* handle, std::size_t size, uv_buf_t* buffer);
  static void onRead(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer);
  static void onShutdown(uv_shutdown_t* request, int status);
  static void onClosed(uv_handle_t* handle);

  uv_any_handle handle_{};
  AsyncId id_;
  SocketPtr self_;            // while the handle is open
  std::vector<char> buffer_;  // what is being read
  Server* server_ = nullptr;  // that has accepted it
  bool allow_half_open_ = false;

  bool connecting_ = false;
  bool reading_ = false;
  bool flowing_ = false;
  bool ended_ = false;  // the other side has
  bool end_told_ = false;
  bool ending_ = false;  // end() was called
  bool finished_ = false;
  bool destroyed_ = false;

  Callback on_connect_;
  Callback on_lookup_;
  std::function<void(std::string_view)> on_data_;
  Callback on_end_;
  Callback on_finish_;
  Callback on_close_;
};

struct ServerOptions {
  bool allow_half_open = false;
};

// net.Server. Lives until the process ends, see keptHandle.
class Server {
 public:
  using Connection = std::function<void(Server& server, const SocketPtr& socket)>;

  static Server& create(Connection on_connection, ServerOptions options = {});

  // On 127.0.0.1; 0: any port.
  Server& listen(int port, Callback listening);
  Server& listen(const std::string& path, Callback listening);

  [[nodiscard]] int port() const;

  // `closed` comes when the last connection is gone too.
  void close(Callback closed = {});

 private:
  friend class Socket;

  explicit Server(uv_any_handle& handle) : handle_(handle) {}

  void startListening(Callback listening);
  void connectionGone();
  void tellClosedIfDrained();

  static void onConnection(uv_stream_t* stream, int status);

  uv_any_handle& handle_;
  AsyncId id_;
  Connection on_connection_;
  ServerOptions options_;
  bool open_ = false;
  int connections_ = 0;
  Callback on_close_;
};

}  // namespace uvscope::oracle
