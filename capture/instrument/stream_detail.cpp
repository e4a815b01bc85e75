#include "capture/instrument/stream_detail.h"

#include <array>
#include <cerrno>

#include <sys/socket.h>

#include "capture/instrument/real.h"
#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

DetailText tcpText(const uv_tcp_t* handle, StreamEnd end) {
  sockaddr_storage storage{};
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  int size = sizeof(storage);
  const int rc = end == StreamEnd::Local ? callReal<&uv_tcp_getsockname>(handle, address, &size)
                                         : callReal<&uv_tcp_getpeername>(handle, address, &size);
  if (rc != 0) return DetailText();
  return end == StreamEnd::Local ? DetailText(static_cast<const sockaddr*>(address))
                                 : DetailText("from ", static_cast<const sockaddr*>(address));
}

DetailText pipeText(const uv_pipe_t* handle) {
  std::array<char, 256> name{};
  std::size_t size = name.size();
  if (callReal<&uv_pipe_getsockname>(handle, name.data(), &size) != 0) return DetailText();
  return DetailText(std::string_view(name.data(), size));
}

}  // namespace

void describeSocket(uv_stream_t* stream, const Tracked& tracked, StreamEnd end) {
  const Undisturbed undisturbed;
  DetailText text;
  if (stream->type == UV_TCP) text = tcpText(reinterpret_cast<const uv_tcp_t*>(stream), end);
  if (stream->type == UV_NAMED_PIPE) text = pipeText(reinterpret_cast<const uv_pipe_t*>(stream));
  if (!text.empty()) tellDetail(tracked, stashWords(stream), text.hash(), text.view());
}

void describeUdp(uv_udp_t* handle) {
  const Tracked tracked = findForProgram(handle);
  if (!tracked) return;
  const Undisturbed undisturbed;
  sockaddr_storage storage{};
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  int size = sizeof(storage);
  if (callReal<&uv_udp_getsockname>(static_cast<const uv_udp_t*>(handle), address, &size) != 0) {
    return;
  }
  const DetailText text(static_cast<const sockaddr*>(address));
  tellDetail(tracked, stashWords(handle), text.hash(), text.view());
}

}  // namespace uvscope::capture
