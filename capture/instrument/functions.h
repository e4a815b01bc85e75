// The functions of libuv that this library defines in its place, and those that it only uses. A
// name here is what makes real.h find the real one.
#pragma once

#include <uv.h>

#include "capture/instrument/newer_libuv.h"

// Defined here: interposed.
#define UVSCOPE_INTERPOSED(X) \
  X(uv_run)                   \
  X(uv_walk)                  \
  X(uv_loop_init)             \
  X(uv_loop_close)            \
  X(uv_loop_fork)             \
  X(uv_loop_new)              \
  X(uv_loop_delete)           \
  X(uv_default_loop)          \
  X(uv_close)                 \
  X(uv_ref)                   \
  X(uv_unref)                 \
  X(uv_timer_init)            \
  X(uv_timer_start)           \
  X(uv_timer_set_repeat)      \
  X(uv_timer_again)           \
  X(uv_timer_stop)            \
  X(uv_idle_init)             \
  X(uv_idle_start)            \
  X(uv_idle_stop)             \
  X(uv_prepare_init)          \
  X(uv_prepare_start)         \
  X(uv_prepare_stop)          \
  X(uv_check_init)            \
  X(uv_check_start)           \
  X(uv_check_stop)            \
  X(uv_async_init)            \
  X(uv_async_send)            \
  X(uv_signal_init)           \
  X(uv_signal_start)          \
  X(uv_signal_start_oneshot)  \
  X(uv_signal_stop)           \
  X(uv_poll_init)             \
  X(uv_poll_init_socket)      \
  X(uv_poll_start)            \
  X(uv_poll_stop)             \
  X(uv_fs_event_init)         \
  X(uv_fs_event_start)        \
  X(uv_fs_event_stop)         \
  X(uv_fs_poll_init)          \
  X(uv_fs_poll_start)         \
  X(uv_fs_poll_stop)          \
  X(uv_spawn)                 \
  X(uv_process_kill)          \
  X(uv_tcp_init)              \
  X(uv_tcp_init_ex)           \
  X(uv_tcp_open)              \
  X(uv_tcp_bind)              \
  X(uv_tcp_connect)           \
  X(uv_tcp_close_reset)       \
  X(uv_pipe_init)             \
  X(uv_pipe_open)             \
  X(uv_pipe_bind)             \
  X(uv_pipe_bind2)            \
  X(uv_pipe_connect)          \
  X(uv_pipe_connect2)         \
  X(uv_tty_init)              \
  X(uv_listen)                \
  X(uv_accept)                \
  X(uv_read_start)            \
  X(uv_read_stop)             \
  X(uv_write)                 \
  X(uv_write2)                \
  X(uv_try_write)             \
  X(uv_try_write2)            \
  X(uv_shutdown)              \
  X(uv_udp_init)              \
  X(uv_udp_init_ex)           \
  X(uv_udp_open_ex)           \
  X(uv_udp_open)              \
  X(uv_udp_bind)              \
  X(uv_udp_connect)           \
  X(uv_udp_recv_start)        \
  X(uv_udp_recv_stop)         \
  X(uv_udp_send)              \
  X(uv_udp_try_send)          \
  X(uv_udp_try_send2)         \
  X(uv_queue_work)            \
  X(uv_random)                \
  X(uv_getaddrinfo)           \
  X(uv_getnameinfo)           \
  X(uv_cancel)

// Used only; the program's calls of these go past this library.
#define UVSCOPE_USED(X)  \
  X(uv_loop_alive)       \
  X(uv_now)              \
  X(uv_update_time)      \
  X(uv_has_ref)          \
  X(uv_is_active)        \
  X(uv_is_closing)       \
  X(uv_backend_fd)       \
  X(uv_fileno)           \
  X(uv_tcp_getsockname)  \
  X(uv_tcp_getpeername)  \
  X(uv_pipe_getsockname) \
  X(uv_udp_getsockname)

// The file operations, also interposed: X(operation, subject, (parameters), arguments…), where the
// subject is what a person would name: a path or a descriptor.
#define UVSCOPE_FILE_OPERATIONS(X)                                                                 \
  X(close, file, (uv_file file), file)                                                             \
  X(open, path, (const char* path, int flags, int mode), path, flags, mode)                        \
  X(read, file, (uv_file file, const uv_buf_t bufs[], unsigned int nbufs, int64_t offset), file,   \
    bufs, nbufs, offset)                                                                           \
  X(unlink, path, (const char* path), path)                                                        \
  X(write, file, (uv_file file, const uv_buf_t bufs[], unsigned int nbufs, int64_t offset), file,  \
    bufs, nbufs, offset)                                                                           \
  X(copyfile, path, (const char* path, const char* new_path, int flags), path, new_path, flags)    \
  X(mkdir, path, (const char* path, int mode), path, mode)                                         \
  X(mkdtemp, path, (const char* path), path)                                                       \
  X(mkstemp, path, (const char* path), path)                                                       \
  X(rmdir, path, (const char* path), path)                                                         \
  X(scandir, path, (const char* path, int flags), path, flags)                                     \
  X(opendir, path, (const char* path), path)                                                       \
  X(readdir, nullptr, (uv_dir_t * dir), dir)                                                       \
  X(closedir, nullptr, (uv_dir_t * dir), dir)                                                      \
  X(stat, path, (const char* path), path)                                                          \
  X(fstat, file, (uv_file file), file)                                                             \
  X(rename, path, (const char* path, const char* new_path), path, new_path)                        \
  X(fsync, file, (uv_file file), file)                                                             \
  X(fdatasync, file, (uv_file file), file)                                                         \
  X(ftruncate, file, (uv_file file, int64_t offset), file, offset)                                 \
  X(sendfile, out_fd, (uv_file out_fd, uv_file in_fd, int64_t in_offset, size_t length), out_fd,   \
    in_fd, in_offset, length)                                                                      \
  X(access, path, (const char* path, int mode), path, mode)                                        \
  X(chmod, path, (const char* path, int mode), path, mode)                                         \
  X(utime, path, (const char* path, double atime, double mtime), path, atime, mtime)               \
  X(futime, file, (uv_file file, double atime, double mtime), file, atime, mtime)                  \
  X(lutime, path, (const char* path, double atime, double mtime), path, atime, mtime)              \
  X(lstat, path, (const char* path), path)                                                         \
  X(link, path, (const char* path, const char* new_path), path, new_path)                          \
  X(symlink, new_path, (const char* path, const char* new_path, int flags), path, new_path, flags) \
  X(readlink, path, (const char* path), path)                                                      \
  X(realpath, path, (const char* path), path)                                                      \
  X(fchmod, file, (uv_file file, int mode), file, mode)                                            \
  X(chown, path, (const char* path, uv_uid_t uid, uv_gid_t gid), path, uid, gid)                   \
  X(fchown, file, (uv_file file, uv_uid_t uid, uv_gid_t gid), file, uid, gid)                      \
  X(lchown, path, (const char* path, uv_uid_t uid, uv_gid_t gid), path, uid, gid)                  \
  X(statfs, path, (const char* path), path)
