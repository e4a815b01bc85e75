#include "capture/instrument/stream_detail.h"

#include <array>
#include <cerrno>

#include <sys/socket.h>

#include "capture/instrument/real.h"
#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

// "127.0.0.1:80", as `kFunction` gives it; empty when there is none.
template <auto* kFunction, class Handle>
DetailText addressOf(const Handle* handle) {
  sockaddr_storage storage{};
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  int size = sizeof(storage);
  if (callReal<kFunction>(handle, address, &size) != 0) return DetailText();
  return DetailText(static_cast<const sockaddr*>(address));
}

DetailText tcpText(const uv_tcp_t* handle, Peer peer) {
  DetailText text = addressOf<&uv_tcp_getsockname>(handle);
  if (peer == Peer::None) return text;
  const DetailText remote = addressOf<&uv_tcp_getpeername>(handle);
  if (remote.empty()) return text;
  return text.add(peer == Peer::CameFrom ? " from " : " to ").add(remote.view());
}

DetailText pipeText(const uv_pipe_t* handle) {
  std::array<char, 256> name{};
  std::size_t size = name.size();
  if (callReal<&uv_pipe_getsockname>(handle, name.data(), &size) != 0) return DetailText();
  return DetailText(std::string_view(name.data(), size));
}

void addDescriptor(DetailText& text, const uv_handle_t* handle) {
  uv_os_fd_t fd = -1;
  if (callReal<&uv_fileno>(handle, &fd) != 0) return;
  if (!text.empty()) text.add(", ");
  text.add("fd ").add(fd);
}

}  // namespace

void describeSocket(uv_stream_t* stream, const Tracked& tracked, Peer peer) {
  const Undisturbed undisturbed;
  DetailText text;
  if (stream->type == UV_TCP) text = tcpText(reinterpret_cast<const uv_tcp_t*>(stream), peer);
  if (stream->type == UV_NAMED_PIPE) text = pipeText(reinterpret_cast<const uv_pipe_t*>(stream));
  addDescriptor(text, reinterpret_cast<const uv_handle_t*>(stream));
  if (!text.empty()) tellDetail(tracked, stashWords(stream), text.hash(), text.view());
}

void describeUdp(uv_udp_t* handle, const sockaddr* peer) {
  const Tracked tracked = findForProgram(handle);
  if (!tracked) return;
  const Undisturbed undisturbed;
  DetailText text = addressOf<&uv_udp_getsockname>(static_cast<const uv_udp_t*>(handle));
  if (peer != nullptr) text.add(" to ").add(peer);
  addDescriptor(text, reinterpret_cast<const uv_handle_t*>(handle));
  if (!text.empty()) tellDetail(tracked, stashWords(handle), text.hash(), text.view());
}

}  // namespace uvscope::capture
