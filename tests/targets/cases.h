// The targets that count their callbacks as well, by subject: a kind of handle or request in all
// the ways that libuv's own tests use it.
#pragma once

namespace uvscope::targets {

inline constexpr const char* kCases[] = {
    "async_cases",  "callback_cases", "cancel_cases", "closing_cases",   "dns_cases",
    "file_cases",   "fs_watch_cases", "ipc_cases",    "loop_cases",      "phase_cases",
    "pipe_cases",   "poll_cases",     "ref_cases",    "reuse_cases",     "signal_cases",
    "socket_cases", "spawn_cases",    "stream_cases", "tcp_error_cases", "timer_cases",
    "tty_cases",    "udp_cases",      "work_cases",
};

}  // namespace uvscope::targets
