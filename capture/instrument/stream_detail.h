// The addresses of sockets, told as details.
#pragma once

#include <uv.h>

#include "capture/instrument/detail.h"
#include "capture/instrument/tracked.h"

namespace uvscope::capture {

enum class StreamEnd { Local, Remote };

// Tells the address of a TCP or pipe handle, as far as it has one and is tracked. For a wrapper.
void describeSocket(uv_stream_t* stream, const Tracked& tracked, StreamEnd end);
void describeUdp(uv_udp_t* handle);

template <class Handle>
void describeHandle(Handle* handle, const DetailText& text) {
  if (text.empty()) return;
  if (const Tracked tracked = findForProgram(handle)) {
    tellDetail(tracked, stashWords(handle), text.hash(), text.view());
  }
}

template <class Handle>
void describeStream(Handle* handle, StreamEnd end) {
  auto* const stream = reinterpret_cast<uv_stream_t*>(handle);
  if (const Tracked tracked = findForProgram(stream)) describeSocket(stream, tracked, end);
}

}  // namespace uvscope::capture
