#include "capture/workloads/echo_server.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <uv.h>

#include "capture/workloads/echo_client.h"
#include "capture/workloads/echo_connection.h"
#include "capture/workloads/metrics_channel.h"
#include "capture/workloads/uv_error.h"

namespace uvscope::capture {
namespace {

constexpr int kBacklog = 128;
constexpr std::uint64_t kHeartbeatMs = 250;
constexpr std::uint64_t kForgetfulEvery = 4;

class EchoServer {
 public:
  explicit EchoServer(const EchoServerOptions& options) : options_(options) {}

  core::Result<int> run();

 private:
  static EchoServer& of(void* handle) {
    return *static_cast<EchoServer*>(static_cast<uv_handle_t*>(handle)->data);
  }

  core::Result<void> listen();
  void openJournal();
  void startTimers();
  void makeClients();
  void onConnection(int status);
  void onHeartbeat();
  void onDeadline();

  const EchoServerOptions options_;
  uv_loop_t loop_{};
  uv_tcp_t listener_{};
  sockaddr_in address_{};
  uv_timer_t heartbeat_{};
  uv_timer_t deadline_{};
  uv_timer_t forgotten_{};  // runs without a reference, and is never closed
  uv_fs_t journal_open_{};
  MetricsChannel metrics_;
  EchoConnection::Shared shared_;
  std::vector<std::unique_ptr<EchoConnection>> connections_;
  std::vector<std::unique_ptr<EchoClient>> clients_;
};

core::Result<int> EchoServer::run() {
  if (const int rc = uv_loop_init(&loop_); rc != 0) return uvError("uv_loop_init", rc);
  shared_.loop = &loop_;
  if (auto listening = listen(); !listening) return listening.error();
  if (auto opened = metrics_.open(loop_); !opened) return opened.error();
  openJournal();
  startTimers();
  makeClients();
  std::printf("echo-server: listening on 127.0.0.1:%d\n", ntohs(address_.sin_port));
  uv_run(&loop_, UV_RUN_DEFAULT);  // ends by onDeadline: the forgotten handles never would
  std::printf("echo-server: %zu connections, %llu messages\n", connections_.size(),
              static_cast<unsigned long long>(shared_.messages));
  return 0;
}

core::Result<void> EchoServer::listen() {
  if (const int rc = uv_tcp_init(&loop_, &listener_); rc != 0) return uvError("uv_tcp_init", rc);
  listener_.data = this;
  uv_ip4_addr("127.0.0.1", 0, &address_);
  int rc = uv_tcp_bind(&listener_, reinterpret_cast<const sockaddr*>(&address_), 0);
  if (rc != 0) return uvError("uv_tcp_bind", rc);
  rc = uv_listen(reinterpret_cast<uv_stream_t*>(&listener_), kBacklog,
                 [](uv_stream_t* stream, int status) { of(stream).onConnection(status); });
  if (rc != 0) return uvError("uv_listen", rc);
  int length = sizeof address_;
  uv_tcp_getsockname(&listener_, reinterpret_cast<sockaddr*>(&address_), &length);
  return {};
}

// A file without a name: nothing to clean up.
void EchoServer::openJournal() {
  journal_open_.data = this;
  uv_fs_open(&loop_, &journal_open_, "/tmp", O_TMPFILE | O_WRONLY, 0600, [](uv_fs_t* request) {
    static_cast<EchoServer*>(request->data)->shared_.journal =
        static_cast<uv_file>(request->result);
    uv_fs_req_cleanup(request);
  });
}

void EchoServer::startTimers() {
  for (uv_timer_t* const timer : {&heartbeat_, &deadline_, &forgotten_}) {
    uv_timer_init(&loop_, timer);
    timer->data = this;
  }
  uv_timer_start(
      &heartbeat_, [](uv_timer_t* timer) { of(timer).onHeartbeat(); }, kHeartbeatMs, kHeartbeatMs);
  uv_timer_start(
      &deadline_, [](uv_timer_t* timer) { of(timer).onDeadline(); }, options_.seconds * 1000, 0);
  uv_timer_start(
      &forgotten_, [](uv_timer_t* /*timer*/) {}, kHeartbeatMs * 2, kHeartbeatMs * 2);
  uv_unref(reinterpret_cast<uv_handle_t*>(&forgotten_));
}

// They come one after the other over the first half, and have sent all by nine tenths of the time.
void EchoServer::makeClients() {
  const std::uint64_t total_ms = options_.seconds * 1000;
  for (std::uint64_t i = 0; i < options_.clients; ++i) {
    EchoClient::Plan plan;
    plan.number = i + 1;
    plan.start_ms = total_ms / 20 + i * total_ms / 2 / options_.clients;
    plan.pause_ms = total_ms / 3 / options_.messages;
    plan.messages = options_.messages;
    plan.forgetful = plan.number % kForgetfulEvery == 0;
    clients_.push_back(std::make_unique<EchoClient>(loop_, address_, plan));
  }
}

void EchoServer::onConnection(int status) {
  if (status < 0) return;
  auto connection = std::make_unique<EchoConnection>(shared_);
  connection->accept(reinterpret_cast<uv_stream_t*>(&listener_));
  connections_.push_back(std::move(connection));
}

void EchoServer::onHeartbeat() {
  const auto open = std::count_if(connections_.begin(), connections_.end(),
                                  [](const auto& connection) { return connection->isOpen(); });
  for (const auto& connection : connections_)
    connection->send("beat\n");
  metrics_.send("connections " + std::to_string(open));
}

void EchoServer::onDeadline() {
  uv_close(reinterpret_cast<uv_handle_t*>(&listener_), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&heartbeat_), nullptr);
  metrics_.close();
  // The close callback comes in this turn of the loop, and it is the last one.
  uv_close(reinterpret_cast<uv_handle_t*>(&deadline_),
           [](uv_handle_t* handle) { uv_stop(handle->loop); });
}

}  // namespace

core::Result<int> runEchoServer(const EchoServerOptions& options) {
  // On the heap and kept: handles stay open, as in a program that leaks them.
  return std::make_unique<EchoServer>(options)->run();
}

}  // namespace uvscope::capture
