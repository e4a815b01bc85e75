// TCP streams: accepted later, written many times in a turn and in order, tried to be written, read
// in parts, half closed, and closed with writes and a connection under way.
#include "count.h"

enum { kWrites = 20 };

static uv_loop_t loop;
static uv_tcp_t server, client, peer, connecting, blocked, others[2];
static uv_connect_t connect_request, connecting_request, blocked_request;
static uv_write_t writes[kWrites], farewell, queued;
static uv_shutdown_t shutdown_request;
static uv_timer_t timer;
static char bytes[256], received[256], huge[1 << 23];
static int written, cancelled, connections, port;

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, 8);  // small: many reads
}

static void add(uv_tcp_t* stream) {
  CHECK(uv_tcp_init(&loop, stream) == 0);
  born(stream, "TCPWRAP");
}

static void on_peer_end(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  called(stream);
  if (count > 0) strncat(received, buffer->base, (size_t)count);
  if (count == UV_EOF) finish(stream);
}

static void on_written(uv_write_t* request, int status) {
  CHECK(status == 0 && request == &writes[written]);  // in order
  ++written;
  finished("WRITEWRAP");
}

static void on_farewell(uv_write_t* request, int status) {
  CHECK(status == 0);
  (void)request;
  finished("WRITEWRAP");
}

// All has been sent by now, so that the reads come in the same pieces each time.
static void on_client_closed(uv_handle_t* handle) {
  count_closed(handle);
  CHECK(uv_read_start((uv_stream_t*)&peer, on_alloc, on_peer_end) == 0);
}

// The peer has closed its side only: this one may still write.
static void on_client_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  called(stream);
  if (count != UV_EOF) return;
  const uv_buf_t bye = uv_buf_init((char*)"!", 1);
  CHECK(uv_write(&farewell, stream, &bye, 1, on_farewell) == 0);
  made("WRITEWRAP");
  uv_close((uv_handle_t*)stream, on_client_closed);  // what is written at once needs no turn
}

static void on_shutdown(uv_shutdown_t* request, int status) {
  CHECK(status == 0);
  finished("SHUTDOWNWRAP");
  const uv_buf_t buffer = uv_buf_init(bytes, 1);
  FAILS(uv_try_write(request->handle, &buffer, 1), UV_EPIPE);
}

// Late: the client has written meanwhile, and the other connections have had to wait.
static void on_timer(uv_timer_t* handle) {
  called(handle);
  CHECK(connections == 1);
  add(&peer);
  CHECK(uv_accept((uv_stream_t*)&server, (uv_stream_t*)&peer) == 0);
  const uv_buf_t buffer = uv_buf_init((char*)">", 1);
  CHECK(uv_try_write((uv_stream_t*)&peer, &buffer, 1) == 1);
  CHECK(uv_shutdown(&shutdown_request, (uv_stream_t*)&peer, on_shutdown) == 0);
  made("SHUTDOWNWRAP");
  FAILS(uv_shutdown(&shutdown_request, (uv_stream_t*)&peer, on_shutdown), UV_ENOTCONN);
  finish(handle);
}

static void on_queued(uv_write_t* request, int status) {
  (void)request;
  CHECK(status == UV_ECANCELED);
  ++cancelled;
  finished("WRITEWRAP");
}

static void on_connect(uv_connect_t* request, int status) {
  CHECK(status == 0);
  finished("TCPCONNECTWRAP");
  uv_stream_t* const stream = request->handle;
  for (int i = 0; i < kWrites; ++i) {
    bytes[100 + i] = (char)('a' + i);
    const uv_buf_t buffer = uv_buf_init(&bytes[100 + i], 1);
    CHECK(uv_write(&writes[i], stream, &buffer, 1, on_written) == 0);
    made("WRITEWRAP");
  }
  CHECK(uv_read_start(stream, on_alloc, on_client_read) == 0);
  CHECK(uv_read_stop(stream) == 0);
  CHECK(uv_read_stop(stream) == 0);
  CHECK(uv_read_start(stream, on_alloc, on_client_read) == 0);
  FAILS(uv_read_start(stream, on_alloc, on_client_read), UV_EALREADY);
}

// More than the kernel takes: the rest waits until the close cancels it.
static void on_blocked(uv_connect_t* request, int status) {
  CHECK(status == 0);
  finished("TCPCONNECTWRAP");
  const uv_buf_t buffer = uv_buf_init(huge, sizeof huge);
  CHECK(uv_try_write(request->handle, &buffer, 1) > 0);
  CHECK(uv_write(&queued, request->handle, &buffer, 1, on_queued) == 0);
  made("WRITEWRAP");
  FAILS(uv_try_write(request->handle, &buffer, 1), UV_EAGAIN);
  finish(request->handle);
}

static void on_closed_connecting(uv_connect_t* request, int status) {
  (void)request;
  CHECK(status == UV_ECANCELED);
  finished("TCPCONNECTWRAP");
}

static void on_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  called(stream);
  if (++connections == 1) {
    CHECK(uv_timer_start(&timer, on_timer, 10, 0) == 0);
    return;
  }
  uv_tcp_t* const other = &others[connections - 2];
  add(other);
  CHECK(uv_accept(stream, (uv_stream_t*)other) == 0);
  FAILS(uv_accept(stream, (uv_stream_t*)other), UV_EAGAIN);
  finish(other);
  if (connections == 3) finish(stream);
}

static void connect_to_server(uv_connect_t* request, uv_tcp_t* stream, uv_connect_cb callback) {
  const struct sockaddr_in address = loopback(port);
  add(stream);
  CHECK(uv_tcp_connect(request, stream, (const struct sockaddr*)&address, callback) == 0);
  made("TCPCONNECTWRAP");
}

static void listen_somewhere(void) {
  struct sockaddr_in address = loopback(0);
  int size = sizeof address;
  add(&server);
  CHECK(uv_tcp_bind(&server, (const struct sockaddr*)&address, 0) == 0);
  CHECK(uv_listen((uv_stream_t*)&server, 8, on_connection) == 0);
  serves(&server, "TCPSERVERWRAP");
  CHECK(uv_tcp_getsockname(&server, (struct sockaddr*)&address, &size) == 0);
  port = ntohs(address.sin_port);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_timer_init(&loop, &timer) == 0);
  born(&timer, "TIMERWRAP");
  listen_somewhere();
  connect_to_server(&connect_request, &client, on_connect);
  connect_to_server(&connecting_request, &connecting, on_closed_connecting);
  finish(&connecting);
  connect_to_server(&blocked_request, &blocked, on_blocked);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("connections %d written %d cancelled %d received %s\n", connections, written, cancelled,
         received);
  report(&loop);
  return 0;
}
