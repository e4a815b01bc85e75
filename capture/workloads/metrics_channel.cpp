#include "capture/workloads/metrics_channel.h"

#include <memory>

#include "capture/workloads/uv_error.h"

namespace uvscope::capture {

core::Result<void> MetricsChannel::open(uv_loop_t& loop) {
  if (auto opened = openReceiver(loop); !opened) return opened.error();
  if (const int rc = uv_udp_init(&loop, &sender_); rc != 0) return uvError("uv_udp_init", rc);
  return {};
}

core::Result<void> MetricsChannel::openReceiver(uv_loop_t& loop) {
  if (const int rc = uv_udp_init(&loop, &receiver_); rc != 0) return uvError("uv_udp_init", rc);
  receiver_.data = this;
  uv_ip4_addr("127.0.0.1", 0, &address_);
  const int rc = uv_udp_bind(&receiver_, reinterpret_cast<const sockaddr*>(&address_), 0);
  if (rc != 0) return uvError("uv_udp_bind", rc);
  int length = sizeof address_;
  uv_udp_getsockname(&receiver_, reinterpret_cast<sockaddr*>(&address_), &length);
  uv_udp_recv_start(
      &receiver_,
      [](uv_handle_t* handle, std::size_t /*suggested*/, uv_buf_t* out) {
        auto& buffer = static_cast<MetricsChannel*>(handle->data)->buffer_;
        *out = uv_buf_init(buffer.data(), static_cast<unsigned>(buffer.size()));
      },
      [](uv_udp_t* udp, ssize_t count, const uv_buf_t* /*bytes*/, const sockaddr* /*from*/,
         unsigned /*flags*/) {
        if (count > 0) ++static_cast<MetricsChannel*>(udp->data)->received_;
      });
  return {};
}

void MetricsChannel::send(const std::string& text) {
  struct Send {
    uv_udp_send_t request{};
    std::string text;
  };

  auto send = std::make_unique<Send>();
  send->text = text;
  send->request.data = send.get();
  const uv_buf_t bytes = uv_buf_init(send->text.data(), static_cast<unsigned>(send->text.size()));
  const int rc =
      uv_udp_send(&send->request, &sender_, &bytes, 1, reinterpret_cast<const sockaddr*>(&address_),
                  [](uv_udp_send_t* done, int /*status*/) {
                    const std::unique_ptr<Send> owner(static_cast<Send*>(done->data));
                  });
  if (rc == 0) static_cast<void>(send.release());  // the callback's now
}

void MetricsChannel::close() {
  uv_close(reinterpret_cast<uv_handle_t*>(&receiver_), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&sender_), nullptr);
}

}  // namespace uvscope::capture
