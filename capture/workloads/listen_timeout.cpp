#include "capture/workloads/listen_timeout.h"

#include <cstdio>

#include <uv.h>

#include "capture/workloads/uv_error.h"

namespace uvscope::capture {
namespace {

constexpr int kBacklog = 16;
constexpr std::uint64_t kWaitMs = 10;

class ListenTimeout {
 public:
  core::Result<int> run();

 private:
  static ListenTimeout& of(void* handle) {
    return *static_cast<ListenTimeout*>(static_cast<uv_handle_t*>(handle)->data);
  }

  template <class Handle>
  static void close(Handle& handle) {
    uv_close(reinterpret_cast<uv_handle_t*>(&handle), nullptr);
  }

  core::Result<void> listen();
  void onListening();
  void onTimeout();
  void onConnection();

  uv_loop_t loop_{};
  uv_tcp_t server_{};
  sockaddr_in address_{};
  uv_idle_t tick_{};
  uv_timer_t timeout_{};
  uv_tcp_t client_{};
  uv_connect_t connect_{};
  uv_tcp_t accepted_{};
};

core::Result<int> ListenTimeout::run() {
  if (const int rc = uv_loop_init(&loop_); rc != 0) return uvError("uv_loop_init", rc);
  if (auto listening = listen(); !listening) return listening.error();
  uv_idle_init(&loop_, &tick_);
  tick_.data = this;
  uv_idle_start(&tick_, [](uv_idle_t* idle) { of(idle).onListening(); });
  uv_run(&loop_, UV_RUN_DEFAULT);
  const int rc = uv_loop_close(&loop_);
  if (rc != 0) return uvError("uv_loop_close", rc);
  return 0;
}

core::Result<void> ListenTimeout::listen() {
  if (const int rc = uv_tcp_init(&loop_, &server_); rc != 0) return uvError("uv_tcp_init", rc);
  server_.data = this;
  uv_ip4_addr("127.0.0.1", 0, &address_);
  int rc = uv_tcp_bind(&server_, reinterpret_cast<const sockaddr*>(&address_), 0);
  if (rc != 0) return uvError("uv_tcp_bind", rc);
  rc = uv_listen(reinterpret_cast<uv_stream_t*>(&server_), kBacklog,
                 [](uv_stream_t* stream, int /*status*/) { of(stream).onConnection(); });
  if (rc != 0) return uvError("uv_listen", rc);
  int length = sizeof address_;
  uv_tcp_getsockname(&server_, reinterpret_cast<sockaddr*>(&address_), &length);
  return {};
}

void ListenTimeout::onListening() {
  close(tick_);
  uv_timer_init(&loop_, &timeout_);
  timeout_.data = this;
  // Let's wait 10 ms before logging that the server started.
  uv_timer_start(
      &timeout_, [](uv_timer_t* timer) { of(timer).onTimeout(); }, kWaitMs, 0);
}

void ListenTimeout::onTimeout() {
  std::printf(">>> the server listens on 127.0.0.1:%d\n", ntohs(address_.sin_port));
  close(timeout_);
  uv_tcp_init(&loop_, &client_);
  client_.data = this;
  uv_tcp_connect(&connect_, &client_, reinterpret_cast<const sockaddr*>(&address_),
                 [](uv_connect_t* request, int status) {
                   close(of(request->handle).client_);
                   if (status != 0) close(of(request->handle).server_);
                 });
}

void ListenTimeout::onConnection() {
  uv_tcp_init(&loop_, &accepted_);
  accepted_.data = this;
  uv_accept(reinterpret_cast<uv_stream_t*>(&server_), reinterpret_cast<uv_stream_t*>(&accepted_));
  close(accepted_);
  close(server_);
}

}  // namespace

core::Result<int> runListenTimeout() {
  return ListenTimeout().run();
}

}  // namespace uvscope::capture
