// What TCP refuses: addresses in use, taken or of no kind, connecting twice, writing before there
// is a connection, listening twice over; a refused connection, and one that is reset.
#include "count.h"

static uv_loop_t loop;
static uv_tcp_t server, same_address, wrong, unconnected, refused, resetting, reset, unbound;
static uv_connect_t request, second_request, reset_request;
static uv_write_t write_request;
static uv_shutdown_t shutdown_request;
static struct sockaddr_in address;
static int nobody, reset_seen;

static void add(uv_tcp_t* stream) {
  CHECK(uv_tcp_init(&loop, stream) == 0);
  born(stream, "TCPWRAP");
}

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  static char bytes[64];
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_reset(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  called(stream);
  CHECK(count == UV_ECONNRESET);
  ++reset_seen;
  finish(stream);
}

static void never_written(uv_write_t* done, int status) {
  (void)done;
  (void)status;
  abort();
}

static void never_shut(uv_shutdown_t* done, int status) {
  (void)done;
  (void)status;
  abort();
}

static void never_connected(uv_connect_t* done, int status) {
  (void)done;
  (void)status;
  abort();
}

static void on_refused(uv_connect_t* done, int status) {
  CHECK(status == UV_ECONNREFUSED);
  finished("TCPCONNECTWRAP");
  finish(done->handle);
}

static void on_connected(uv_connect_t* done, int status) {
  CHECK(status == 0);
  finished("TCPCONNECTWRAP");
  CHECK(uv_read_start(done->handle, on_alloc, on_reset) == 0);
  const uv_buf_t buffer = uv_buf_init((char*)"x", 1);
  CHECK(uv_try_write(done->handle, &buffer, 1) == 1);
}

// The other end is connected, as it has written.
static void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  called(stream);
  CHECK(count == 1);
  CHECK(uv_tcp_close_reset((uv_tcp_t*)stream, count_closed) == 0);
}

static void on_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  called(stream);
  add(&resetting);
  CHECK(uv_accept(stream, (uv_stream_t*)&resetting) == 0);
  CHECK(uv_read_start((uv_stream_t*)&resetting, on_alloc, on_read) == 0);
  finish(stream);
}

static void listen_on(void) {
  int size = sizeof address;
  address = loopback(0);
  add(&server);
  CHECK(uv_tcp_bind(&server, (const struct sockaddr*)&address, 0) == 0);
  FAILS(uv_tcp_bind(&server, (const struct sockaddr*)&address, 0), UV_EINVAL);  // is bound
  CHECK(uv_listen((uv_stream_t*)&server, 4, on_connection) == 0);
  serves(&server, "TCPSERVERWRAP");
  CHECK(uv_listen((uv_stream_t*)&server, 8, on_connection) == 0);  // another backlog
  CHECK(uv_tcp_getsockname(&server, (struct sockaddr*)&address, &size) == 0);
}

static void refuse_addresses(void) {
  add(&same_address);
  CHECK(uv_tcp_bind(&same_address, (const struct sockaddr*)&address, 0) == 0);  // tells it later
  FAILS(uv_listen((uv_stream_t*)&same_address, 4, on_connection), UV_EADDRINUSE);
  finish(&same_address);
  add(&wrong);
  struct sockaddr_in elsewhere;
  CHECK(uv_ip4_addr("192.0.2.1", 80, &elsewhere) == 0);  // nobody's, by RFC 5737
  FAILS(uv_tcp_bind(&wrong, (const struct sockaddr*)&elsewhere, 12345), UV_EINVAL);
  struct sockaddr strange;
  memset(&strange, 0, sizeof strange);
  strange.sa_family = AF_UNIX;
  FAILS(uv_tcp_bind(&wrong, &strange, 0), UV_EINVAL);
  FAILS(uv_tcp_connect(&request, &wrong, &strange, never_connected), UV_EINVAL);
  finish(&wrong);
  MISUSES(uv_tcp_bind(&wrong, (const struct sockaddr*)&address, 0));
}

static void use_before_connecting(void) {
  const uv_buf_t buffer = uv_buf_init((char*)"x", 1);
  add(&unconnected);
  FAILS(uv_write(&write_request, (uv_stream_t*)&unconnected, &buffer, 1, never_written), UV_EBADF);
  FAILS(uv_try_write((uv_stream_t*)&unconnected, &buffer, 1), UV_EBADF);
  FAILS(uv_shutdown(&shutdown_request, (uv_stream_t*)&unconnected, never_shut), UV_ENOTCONN);
  FAILS(uv_read_start((uv_stream_t*)&unconnected, on_alloc, on_reset), UV_ENOTCONN);
  CHECK(uv_read_stop((uv_stream_t*)&unconnected) == 0);
  finish(&unconnected);
  MISUSES(uv_read_start((uv_stream_t*)&unconnected, on_alloc, on_reset));
  MISUSES(uv_listen((uv_stream_t*)&unconnected, 4, on_connection));
}

static void start_connections(void) {
  const struct sockaddr_in closed = loopback(nobody);
  add(&refused);
  CHECK(uv_tcp_connect(&request, &refused, (const struct sockaddr*)&closed, on_refused) == 0);
  made("TCPCONNECTWRAP");
  FAILS(uv_tcp_connect(&second_request, &refused, (const struct sockaddr*)&closed, never_connected),
        UV_EALREADY);
  add(&reset);
  CHECK(uv_tcp_connect(&reset_request, &reset, (const struct sockaddr*)&address, on_connected) ==
        0);
  made("TCPCONNECTWRAP");
}

// A port that nobody listens on: bound by a stream that never does.
static void find_nobody(void) {
  struct sockaddr_in any = loopback(0);
  int size = sizeof any;
  add(&unbound);
  CHECK(uv_tcp_bind(&unbound, (const struct sockaddr*)&any, 0) == 0);
  CHECK(uv_tcp_getsockname(&unbound, (struct sockaddr*)&any, &size) == 0);
  nobody = ntohs(any.sin_port);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  find_nobody();
  listen_on();
  refuse_addresses();
  use_before_connecting();
  start_connections();
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("resets %d\n", reset_seen);
  report(&loop);
  return 0;
}
