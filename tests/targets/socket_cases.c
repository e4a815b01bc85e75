// Sockets that the program has made itself or has libuv make early, read without a buffer, asked
// and set; a group of datagram sockets that stop each other; writes of nothing.
#include <sys/socket.h>
#include <unistd.h>

#include "count.h"

enum { kCrossing = 4 };

static uv_loop_t loop;
static uv_tcp_t early, opened, not_a_socket, server, peer;
static uv_udp_t opened_udp, crossing[kCrossing], sender, without_buffer;
static uv_connect_t connect_request;
static uv_write_t empty_write, write_request;
static struct sockaddr_in address;
static char bytes[64];
static int crossed, no_buffers, udp_no_buffers;

static const struct sockaddr* generic(const struct sockaddr_in* of) {
  return (const struct sockaddr*)of;
}

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void no_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(NULL, 0);
}

static void on_no_buffer(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  called(stream);
  CHECK(count == UV_ENOBUFS);
  ++no_buffers;
  finish(stream);
}

static void on_written(uv_write_t* request, int status) {
  (void)request;
  CHECK(status == 0);
  finished("WRITEWRAP");
}

static void on_connect(uv_connect_t* request, int status) {
  CHECK(status == 0);
  finished("TCPCONNECTWRAP");
  const uv_buf_t nothing = uv_buf_init(bytes, 0);
  const uv_buf_t something = uv_buf_init(bytes, 3);
  CHECK(uv_try_write(request->handle, &nothing, 1) == 0);
  CHECK(uv_write(&empty_write, request->handle, &nothing, 1, on_written) == 0);
  made("WRITEWRAP");
  CHECK(uv_write(&write_request, request->handle, &something, 1, on_written) == 0);
  made("WRITEWRAP");
  finish(request->handle);
}

static void on_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  called(stream);
  CHECK(uv_tcp_init(&loop, &peer) == 0);
  born(&peer, "TCPWRAP");
  CHECK(uv_accept(stream, (uv_stream_t*)&peer) == 0);
  CHECK(uv_read_start((uv_stream_t*)&peer, no_alloc, on_no_buffer) == 0);
  finish(stream);
}

static void on_udp_no_buffer(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer,
                             const struct sockaddr* from, unsigned flags) {
  (void)buffer;
  (void)flags;
  called(handle);
  CHECK(count == UV_ENOBUFS && from == NULL);
  ++udp_no_buffers;
  finish(handle);
}

// Each has a datagram waiting; the first that reads its own stops and closes all.
static void on_crossing(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer,
                        const struct sockaddr* from, unsigned flags) {
  (void)buffer;
  (void)from;
  (void)flags;
  called(handle);
  CHECK(count == 1);
  ++crossed;
  for (int i = 0; i < kCrossing; ++i) {
    CHECK(uv_udp_recv_stop(&crossing[i]) == 0);
    finish(&crossing[i]);
  }
}

static void send_to(uv_udp_t* handle) {
  struct sockaddr_in to;
  int size = sizeof to;
  const uv_buf_t buffer = uv_buf_init(bytes, 1);
  CHECK(uv_udp_getsockname(handle, (struct sockaddr*)&to, &size) == 0);
  CHECK(uv_udp_try_send(&sender, &buffer, 1, generic(&to)) == 1);
}

static void add_udp(uv_udp_t* handle) {
  const struct sockaddr_in any = loopback(0);
  CHECK(uv_udp_init(&loop, handle) == 0);
  born(handle, "UDPWRAP");
  CHECK(uv_udp_bind(handle, generic(&any), UV_UDP_REUSEADDR) == 0);
}

static void set_and_ask(void) {
  int size = 0;
  uv_os_fd_t fd = -1;
  CHECK(uv_send_buffer_size((uv_handle_t*)&early, &size) == 0 && size > 0);
  CHECK(uv_fileno((uv_handle_t*)&early, &fd) == 0 && fd >= 0);
  CHECK(uv_tcp_nodelay(&early, 1) == 0 && uv_tcp_keepalive(&early, 1, 60) == 0);
  CHECK(uv_stream_set_blocking((uv_stream_t*)&early, 0) == 0);
  CHECK(uv_udp_set_ttl(&sender, 8) == 0 && uv_udp_set_broadcast(&sender, 1) == 0);
  CHECK(uv_udp_set_multicast_loop(&sender, 1) == 0 && uv_udp_set_multicast_ttl(&sender, 2) == 0);
}

static void use_datagrams(void) {
  add_udp(&sender);
  for (int i = 0; i < kCrossing; ++i) {
    add_udp(&crossing[i]);
    send_to(&crossing[i]);
    CHECK(uv_udp_recv_start(&crossing[i], on_alloc, on_crossing) == 0);
  }
  add_udp(&without_buffer);
  send_to(&without_buffer);
  CHECK(uv_udp_recv_start(&without_buffer, no_alloc, on_udp_no_buffer) == 0);
  CHECK(uv_udp_init(&loop, &opened_udp) == 0);
  born(&opened_udp, "UDPWRAP");
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  CHECK(uv_udp_open(&opened_udp, fd) == 0);
  FAILS(uv_udp_open(&opened_udp, fd), UV_EBUSY);
}

static void use_streams(void) {
  int size = sizeof address;
  address = loopback(0);
  CHECK(uv_tcp_init(&loop, &server) == 0);
  born(&server, "TCPWRAP");
  CHECK(uv_tcp_bind(&server, generic(&address), 0) == 0);
  CHECK(uv_listen((uv_stream_t*)&server, 4, on_connection) == 0);
  serves(&server, "TCPSERVERWRAP");
  CHECK(uv_tcp_getsockname(&server, (struct sockaddr*)&address, &size) == 0);
  CHECK(uv_tcp_init_ex(&loop, &early, AF_INET) == 0);
  born(&early, "TCPWRAP");
  CHECK(uv_tcp_init_ex(&loop, &not_a_socket, 12345) == UV_EINVAL);  // nothing was made
  CHECK(uv_tcp_init(&loop, &not_a_socket) == 0);
  born(&not_a_socket, "TCPWRAP");
  FAILS(uv_tcp_open(&not_a_socket, -1), UV_EBADF);
  finish(&not_a_socket);
  CHECK(uv_tcp_init(&loop, &opened) == 0);
  born(&opened, "TCPWRAP");
  CHECK(uv_tcp_open(&opened, socket(AF_INET, SOCK_STREAM, 0)) == 0);
  CHECK(uv_tcp_connect(&connect_request, &opened, generic(&address), on_connect) == 0);
  made("TCPCONNECTWRAP");
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  use_datagrams();
  use_streams();
  set_and_ask();
  finish(&opened_udp);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("crossed %d no buffers %d %d\n", crossed, no_buffers, udp_no_buffers);
  report(&loop);
  return 0;
}
