// The one unit of data: something that happened to a resource. Made by capture, stored by storage,
// stepped through by ui. The order in the life of a resource is init, then any number of
// before/after pairs, then closing (libuv handles only), then destroy. What other threads do for a
// resource (WorkStart, WorkEnd, Sent) is told in the resource's own context.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "core/async_id.h"
#include "core/provider.h"

namespace uvscope::core {

// Written to rings and session files: append only, never renumber.
// X(number, Enumerator, "name")
#define UVSCOPE_EVENT_KINDS(X)      \
  X(1, Init, "init")                \
  X(2, Before, "before")            \
  X(3, After, "after")              \
  X(4, Destroy, "destroy")          \
  X(5, PromiseResolve, "resolve")   \
  X(6, Closing, "closing")          \
  X(7, Ref, "ref")                  \
  X(8, Unref, "unref")              \
  X(9, Retype, "retype")            \
  X(10, Active, "active")           \
  X(11, Inactive, "inactive")       \
  X(12, PollStart, "poll_start")    \
  X(13, PollEnd, "poll_end")        \
  X(14, Written, "written")         \
  X(15, WorkStart, "work_start")    \
  X(16, WorkEnd, "work_end")        \
  X(17, Sent, "sent")               \
  X(18, Failed, "failed")           \
  X(19, Misused, "misused")         \
  X(20, Overwritten, "overwritten") \
  X(21, Accepted, "accepted")       \
  X(22, Piped, "piped")             \
  X(23, LoopStart, "loop_start")    \
  X(24, LoopEnd, "loop_end")        \
  X(25, Repeat, "repeat")

// From Closing on libuv only; Node's hooks tell nothing of these.
//   Closing      uv_close was called; destroy follows the close callback
//   Ref, Unref   uv_ref on a handle that had no reference: it keeps its loop alive again
//   Retype       it has become another type: TCPWRAP to TCPSERVERWRAP by uv_listen
//   Active, Inactive   uv_is_active has changed
//   Written      bytes were handed over to be written: by a request, or by a handle at once
//   WorkStart, WorkEnd   uv_work_cb on a thread of the pool
//   Sent         uv_async_send on this handle
//   Failed       a call of libuv returned an error; kNativeId where it made no resource
//   Misused      a call on a closing handle: without effect at best
//   Overwritten  its memory was initialised as another handle before it was closed
//   Accepted, Piped    it belongs to a listening handle; to a child process, as its standard stream
// Of the loop that the context runs, not of a resource (the id is kNativeId):
//   LoopStart, LoopEnd   uv_run
//   PollStart, PollEnd   it looks for events of the system; between two polls lies an iteration
// Of either:
//   Repeat       the last callback of this resource (the last iteration of the loop) has occurred
//   so
//                many times more: told instead of each by loops that spin
enum class EventKind : std::uint8_t {
// NOLINTNEXTLINE(bugprone-macro-parentheses): an enumerator takes none
#define UVSCOPE_X(number, name, text) name = number,
  UVSCOPE_EVENT_KINDS(UVSCOPE_X)
#undef UVSCOPE_X
};
inline constexpr EventKind kLastEventKind = EventKind::Repeat;

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
  // Init: why. Accepted, Piped: to whom it belongs; Overwritten: what has taken its place; Sent:
  // what the sender was executing, in the context `value`; LoopStart: the loop's number in its
  // process. Failed, Misused: what was executing, and so made the call.
  AsyncId trigger;
  // Init: when, the executing resource of that moment. Repeat: how many ns these callbacks took.
  AsyncId execution;
  // Before: what libuv passed on: bytes read (>= 0), a negative errno, a signal or an exit status.
  // Written: bytes. Failed: the error. Piped: the child's descriptor. WorkStart, WorkEnd, Sent: the
  // context of the thread that acted. LoopStart: uv_run_mode; LoopEnd: what uv_run returned.
  // PollStart: milliseconds at most, -1 without end; PollEnd: how many events, or a negative errno.
  // Repeat: how often. Init, while it is recorded: its StackId; files keep that with the resource.
  std::int64_t value = 0;
  ContextId context;
  TypeId type;  // Init, Retype; Failed, Misused: the LibuvFunction
  EventKind kind = EventKind::Init;
  CallbackReason reason = CallbackReason::None;  // Before

  friend bool operator==(const Event&, const Event&) = default;
};

static_assert(std::is_trivially_copyable_v<Event>, "chunks copy events as values");

// Which fields a kind has a use for; the others are zero.
constexpr bool hasTrigger(EventKind kind) {
  return kind == EventKind::Init || (kind >= EventKind::Sent && kind <= EventKind::LoopStart);
}

constexpr bool hasExecution(EventKind kind) {
  return kind == EventKind::Init || kind == EventKind::Repeat;
}

constexpr bool hasType(EventKind kind) {
  return kind == EventKind::Init || kind == EventKind::Retype;
}

constexpr bool hasFunction(EventKind kind) {
  return kind == EventKind::Failed || kind == EventKind::Misused;
}

constexpr bool hasValue(EventKind kind) {
  return kind == EventKind::Before || (kind >= EventKind::PollStart && kind <= EventKind::Failed) ||
         kind >= EventKind::Piped;
}

// Events of a loop, which belong to no resource.
constexpr bool isOfLoop(EventKind kind) {
  return kind == EventKind::PollStart || kind == EventKind::PollEnd ||
         kind == EventKind::LoopStart || kind == EventKind::LoopEnd;
}

// As in the list above; empty for a number that is none.
std::string_view eventKindName(EventKind kind);

// "callback", "read", "connection", "close", "exit", "signal", "change"; empty for None.
std::string_view callbackReasonName(CallbackReason reason);

}  // namespace uvscope::core
