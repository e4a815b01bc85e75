#include "tests/oracle/dgram.h"

#include <netinet/in.h>

#include "tests/oracle/dns.h"
#include "tests/oracle/handles.h"

namespace uvscope::oracle {
namespace {

sockaddr_in addressOf(const std::string& address, int port) {
  sockaddr_in result;
  check(uv_ip4_addr(address.c_str(), port, &result), "uv_ip4_addr");
  return result;
}

}  // namespace

UdpSocket& UdpSocket::create() {
  return *new UdpSocket(keptHandle<uv_udp_t>());
}

UdpSocket::UdpSocket(uv_udp_t& handle) : handle_(handle) {
  check(uv_udp_init(uv_default_loop(), &handle_), "uv_udp_init");
  handle_.data = this;
  id_ = asyncIdOf(&handle_);
}

void UdpSocket::bind(int port, const std::string& host, Callback bound) {
  lookup(host, [this, port, bound = std::move(bound)](const std::string& address) {
    startReceiving(address, port);
    if (on_listening_) on_listening_();
    if (bound) bound();
  });
}

void UdpSocket::startReceiving(const std::string& address, int port) {
  const sockaddr_in at = addressOf(address, port);
  check(uv_udp_bind(&handle_, reinterpret_cast<const sockaddr*>(&at), 0), "uv_udp_bind");
  check(uv_udp_recv_start(&handle_, allocate, onReceived), "uv_udp_recv_start");
}

void UdpSocket::allocate(uv_handle_t* handle, std::size_t size, uv_buf_t* buffer) {
  std::vector<char>& own = static_cast<UdpSocket*>(handle->data)->buffer_;
  own.resize(size);
  *buffer = uv_buf_init(own.data(), static_cast<unsigned>(size));
}

void UdpSocket::onReceived(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer,
                           const sockaddr* from, unsigned /*flags*/) {
  const UdpSocket& socket = *static_cast<UdpSocket*>(handle->data);
  if (from == nullptr || count < 0 || !socket.on_message_) return;
  socket.on_message_({buffer->base, static_cast<std::size_t>(count)});
}

void UdpSocket::send(std::string data, int port, const std::string& host, Callback sent) {
  lookup(host, [this, data = std::move(data), port,
                sent = std::move(sent)](const std::string& address) mutable {
    const sockaddr_in to = addressOf(address, port);
    const uv_buf_t buffer = uv_buf_init(data.data(), static_cast<unsigned>(data.size()));
    check(uv_udp_try_send(&handle_, &buffer, 1, reinterpret_cast<const sockaddr*>(&to)),
          "uv_udp_try_send");
    const DefaultTriggerScope scope(id_);
    nextTick(std::move(sent));
  });
}

void UdpSocket::close(Callback closed) {
  closeQuietly(handle_);
  const DefaultTriggerScope scope(id_);
  nextTick(std::move(closed));
}

int UdpSocket::port() const {
  sockaddr_in address;
  int size = sizeof address;
  check(uv_udp_getsockname(&handle_, reinterpret_cast<sockaddr*>(&address), &size),
        "uv_udp_getsockname");
  return ntohs(address.sin_port);
}

}  // namespace uvscope::oracle
