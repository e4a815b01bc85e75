// The addresses of sockets, told as details.
#pragma once

#include <uv.h>

#include "capture/instrument/detail.h"
#include "capture/instrument/tracked.h"

namespace uvscope::capture {

// How a socket is connected, and so what is worth telling of its peer.
enum class Peer { None, CameFrom, ConnectedTo };

// Tells the addresses and the descriptor of a TCP or pipe handle, as far as it has them and is
// tracked: "127.0.0.1:80 from 127.0.0.1:5555, fd 9". For a wrapper.
void describeSocket(uv_stream_t* stream, const Tracked& tracked, Peer peer);
// `peer`: null when it is not connected.
void describeUdp(uv_udp_t* handle, const sockaddr* peer = nullptr);

template <class Handle>
void describeHandle(Handle* handle, const DetailText& text) {
  if (text.empty()) return;
  if (const Tracked tracked = findForProgram(handle)) {
    tellDetail(tracked, stashWords(handle), text.hash(), text.view());
  }
}

template <class Handle>
void describeStream(Handle* handle, Peer peer) {
  auto* const stream = reinterpret_cast<uv_stream_t*>(handle);
  if (const Tracked tracked = findForProgram(stream)) describeSocket(stream, tracked, peer);
}

}  // namespace uvscope::capture
