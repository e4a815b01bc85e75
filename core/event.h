// The one unit of data: something that happened to a resource. Made by capture, stored by storage,
// stepped through by ui. The order in the life of a resource is init, then any number of
// before/after pairs, then closing (libuv handles only), then destroy.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "core/async_id.h"
#include "core/provider.h"

namespace uvscope::core {

// Written to rings and session files: append only, never renumber.
enum class EventKind : std::uint8_t {
  Init = 1,
  Before = 2,
  After = 3,
  Destroy = 4,
  PromiseResolve = 5,
  Closing = 6,  // uv_close was called; destroy follows the close callback
  Ref = 7,      // uv_ref on a handle that had no reference: it keeps its loop alive again
  Unref = 8,
  Retype = 9,  // the resource has become another type: TCPWRAP to TCPSERVERWRAP by uv_listen
};
inline constexpr EventKind kLastEventKind = EventKind::Retype;

// Which callback a Before announces. Written to rings and session files: append only.
enum class CallbackReason : std::uint8_t {
  None = 0,
  Callback = 1,    // the one callback of its type: timer, idle, async, poll, request, user scope
  Read = 2,        // uv_read_cb, uv_udp_recv_cb
  Connection = 3,  // uv_connection_cb
  Close = 4,       // uv_close_cb that the program gave
  Exit = 5,        // uv_exit_cb
  Signal = 6,
  Change = 7,  // uv_fs_event_cb, uv_fs_poll_cb
};
inline constexpr CallbackReason kLastCallbackReason = CallbackReason::Change;

struct Event {
  std::uint64_t ts_ns = 0;  // monotonic, since session start
  AsyncId id;
  AsyncId trigger;    // Init: why
  AsyncId execution;  // Init: when, the executing resource of that moment
  // Before: what libuv passed on: bytes read (>= 0), a negative errno, a signal or an exit status.
  // Init, while it is recorded: its StackId; files keep that with the resource.
  std::int64_t value = 0;
  ContextId context;
  TypeId type;  // Init, Retype
  EventKind kind = EventKind::Init;
  CallbackReason reason = CallbackReason::None;  // Before

  friend bool operator==(const Event&, const Event&) = default;
};

static_assert(std::is_trivially_copyable_v<Event>, "chunks copy events as values");

// "init", "before", "after", "destroy", "resolve", "closing", "ref", "unref", "retype".
std::string_view eventKindName(EventKind kind);

// "callback", "read", "connection", "close", "exit", "signal", "change"; empty for None.
std::string_view callbackReasonName(CallbackReason reason);

}  // namespace uvscope::core
