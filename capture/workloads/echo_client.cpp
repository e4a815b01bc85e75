#include "capture/workloads/echo_client.h"

#include <string>
#include <string_view>

#include "capture/workloads/stream_write.h"

namespace uvscope::capture {
namespace {

constexpr std::size_t kBufferBytes = 1024;
constexpr char kMessageMark = 'm';  // heartbeats of the server bear another

}  // namespace

EchoClient::EchoClient(uv_loop_t& loop, const sockaddr_in& server, const Plan& plan)
    : loop_(loop), server_(server), plan_(plan), buffer_(kBufferBytes) {
  uv_timer_init(&loop_, &pause_);
  pause_.data = this;
  uv_timer_start(
      &pause_, [](uv_timer_t* timer) { of(timer).onPause(); }, plan_.start_ms, 0);
}

void EchoClient::onPause() {
  if (connected_) {
    send();
  } else {
    connect();
  }
}

void EchoClient::connect() {
  uv_tcp_init(&loop_, &tcp_);
  tcp_.data = this;
  connect_.data = this;
  const int rc = uv_tcp_connect(&connect_, &tcp_, reinterpret_cast<const sockaddr*>(&server_),
                                [](uv_connect_t* request, int status) {
                                  static_cast<EchoClient*>(request->data)->onConnected(status);
                                });
  if (rc != 0) close();
}

void EchoClient::onConnected(int status) {
  if (status != 0) {
    close();
    return;
  }
  connected_ = true;
  uv_read_start(
      reinterpret_cast<uv_stream_t*>(&tcp_),
      [](uv_handle_t* handle, std::size_t /*suggested*/, uv_buf_t* out) {
        auto& buffer = of(handle).buffer_;
        *out = uv_buf_init(buffer.data(), static_cast<unsigned>(buffer.size()));
      },
      [](uv_stream_t* stream, ssize_t count, const uv_buf_t* bytes) {
        of(stream).onRead(count, bytes->base);
      });
  send();
}

void EchoClient::send() {
  ++sent_;
  writeText(reinterpret_cast<uv_stream_t*>(&tcp_), kMessageMark + std::string("essage ") +
                                                       std::to_string(sent_) + " of client " +
                                                       std::to_string(plan_.number) + "\n");
}

void EchoClient::onRead(ssize_t count, const char* bytes) {
  if (count < 0) {
    close();
    return;
  }
  const std::string_view text(bytes, static_cast<std::size_t>(count));
  if (text.find(kMessageMark) == std::string_view::npos) return;
  if (sent_ < plan_.messages) {
    uv_timer_start(
        &pause_, [](uv_timer_t* timer) { of(timer).onPause(); }, plan_.pause_ms, 0);
  } else if (!plan_.forgetful) {
    sayGoodbye();
  }
}

void EchoClient::sayGoodbye() {
  goodbye_.data = this;
  const int rc = uv_shutdown(&goodbye_, reinterpret_cast<uv_stream_t*>(&tcp_),
                             [](uv_shutdown_t* request, int /*status*/) {
                               static_cast<EchoClient*>(request->data)->close();
                             });
  if (rc != 0) close();
}

void EchoClient::close() {
  auto* const tcp = reinterpret_cast<uv_handle_t*>(&tcp_);
  if (uv_is_closing(tcp) != 0) return;
  uv_close(tcp, [](uv_handle_t* /*handle*/) {});
  uv_close(reinterpret_cast<uv_handle_t*>(&pause_), nullptr);
}

}  // namespace uvscope::capture
