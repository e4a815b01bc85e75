// The functions of libuv that Failed and Misused events name.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/provider.h"

namespace uvscope::core {

// Written to rings and session files: append only, never renumber.
// X(number, name without "uv_")
#define UVSCOPE_LIBUV_FUNCTIONS(X) \
  X(1, run)                        \
  X(2, loop_init)                  \
  X(3, loop_close)                 \
  X(4, loop_fork)                  \
  X(5, close)                      \
  X(6, tcp_close_reset)            \
  X(7, ref)                        \
  X(8, unref)                      \
  X(9, timer_init)                 \
  X(10, timer_start)               \
  X(11, timer_again)               \
  X(12, timer_stop)                \
  X(13, idle_init)                 \
  X(14, idle_start)                \
  X(15, idle_stop)                 \
  X(16, prepare_init)              \
  X(17, prepare_start)             \
  X(18, prepare_stop)              \
  X(19, check_init)                \
  X(20, check_start)               \
  X(21, check_stop)                \
  X(22, async_init)                \
  X(23, async_send)                \
  X(24, signal_init)               \
  X(25, signal_start)              \
  X(26, signal_start_oneshot)      \
  X(27, signal_stop)               \
  X(28, poll_init)                 \
  X(29, poll_init_socket)          \
  X(30, poll_start)                \
  X(31, poll_stop)                 \
  X(32, fs_event_init)             \
  X(33, fs_event_start)            \
  X(34, fs_event_stop)             \
  X(35, fs_poll_init)              \
  X(36, fs_poll_start)             \
  X(37, fs_poll_stop)              \
  X(38, spawn)                     \
  X(39, process_kill)              \
  X(40, tcp_init)                  \
  X(41, tcp_init_ex)               \
  X(42, tcp_open)                  \
  X(43, tcp_bind)                  \
  X(44, tcp_connect)               \
  X(45, pipe_init)                 \
  X(46, pipe_open)                 \
  X(47, pipe_bind)                 \
  X(48, pipe_bind2)                \
  X(49, pipe_connect)              \
  X(50, pipe_connect2)             \
  X(51, tty_init)                  \
  X(52, listen)                    \
  X(53, accept)                    \
  X(54, read_start)                \
  X(55, read_stop)                 \
  X(56, write)                     \
  X(57, write2)                    \
  X(58, try_write)                 \
  X(59, try_write2)                \
  X(60, shutdown)                  \
  X(61, udp_init)                  \
  X(62, udp_init_ex)               \
  X(63, udp_open)                  \
  X(64, udp_bind)                  \
  X(65, udp_connect)               \
  X(66, udp_recv_start)            \
  X(67, udp_recv_stop)             \
  X(68, udp_send)                  \
  X(69, udp_try_send)              \
  X(70, udp_try_send2)             \
  X(71, queue_work)                \
  X(72, random)                    \
  X(73, getaddrinfo)               \
  X(74, getnameinfo)               \
  X(75, cancel)                    \
  X(76, fs_close)                  \
  X(77, fs_open)                   \
  X(78, fs_read)                   \
  X(79, fs_unlink)                 \
  X(80, fs_write)                  \
  X(81, fs_copyfile)               \
  X(82, fs_mkdir)                  \
  X(83, fs_mkdtemp)                \
  X(84, fs_mkstemp)                \
  X(85, fs_rmdir)                  \
  X(86, fs_scandir)                \
  X(87, fs_opendir)                \
  X(88, fs_readdir)                \
  X(89, fs_closedir)               \
  X(90, fs_stat)                   \
  X(91, fs_fstat)                  \
  X(92, fs_rename)                 \
  X(93, fs_fsync)                  \
  X(94, fs_fdatasync)              \
  X(95, fs_ftruncate)              \
  X(96, fs_sendfile)               \
  X(97, fs_access)                 \
  X(98, fs_chmod)                  \
  X(99, fs_utime)                  \
  X(100, fs_futime)                \
  X(101, fs_lutime)                \
  X(102, fs_lstat)                 \
  X(103, fs_link)                  \
  X(104, fs_symlink)               \
  X(105, fs_readlink)              \
  X(106, fs_realpath)              \
  X(107, fs_fchmod)                \
  X(108, fs_chown)                 \
  X(109, fs_fchown)                \
  X(110, fs_lchown)                \
  X(111, fs_statfs)                \
  X(112, udp_open_ex)              \
  X(113, timer_set_repeat)

enum class LibuvFunction : std::uint16_t {
  none = 0,
// NOLINTNEXTLINE(bugprone-macro-parentheses): an enumerator takes none
#define UVSCOPE_X(number, name) uv_##name = number,
  UVSCOPE_LIBUV_FUNCTIONS(UVSCOPE_X)
#undef UVSCOPE_X
};

// "uv_tcp_bind"; empty for a number that is none.
std::string_view libuvFunctionName(LibuvFunction function);

// As Event::type carries it.
constexpr TypeId asType(LibuvFunction function) {
  return TypeId{static_cast<std::uint16_t>(function)};
}

constexpr LibuvFunction functionIn(TypeId type) {
  return static_cast<LibuvFunction>(type.value);
}

}  // namespace uvscope::core
