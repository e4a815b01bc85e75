// Functions of libuv that are newer than the header that this is built with, as far as they are
// interposed. Where the running libuv lacks one, calling it returns UV_ENOSYS.
#pragma once

#include <cstddef>

#include <uv.h>

extern "C" {
// 1.46
UV_EXTERN int uv_pipe_bind2(uv_pipe_t* handle, const char* name, std::size_t namelen,
                            unsigned int flags);
UV_EXTERN int uv_pipe_connect2(uv_connect_t* req, uv_pipe_t* handle, const char* name,
                               std::size_t namelen, unsigned int flags, uv_connect_cb cb);
// 1.50
UV_EXTERN int uv_udp_try_send2(uv_udp_t* handle, unsigned int count, uv_buf_t* bufs[],
                               unsigned int nbufs[], sockaddr* addrs[], unsigned int flags);
// 1.52
UV_EXTERN int uv_udp_open_ex(uv_udp_t* handle, uv_os_sock_t sock, unsigned int flags);
}
