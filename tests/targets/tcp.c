// An echo server and its clients, a refused connection, resets, writes with and without callbacks.
#include "count.h"

enum { kClients = 4 };

static uv_loop_t loop;
static uv_tcp_t server;
static int port, echoed, done, server_closed;

static void stream_closed(uv_handle_t* handle) {
  ended("TCPWRAP");
  free(handle);
}

static void on_server_closed(uv_handle_t* handle) {
  (void)handle;
  ended("TCPSERVERWRAP");
  server_closed = 1;
}

static uv_tcp_t* new_stream(void) {
  uv_tcp_t* const stream = malloc(sizeof *stream);
  CHECK(uv_tcp_init(&loop, stream) == 0);
  made("TCPWRAP");
  return stream;
}

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  *buffer = uv_buf_init(malloc(size), (unsigned)size);
}

static void written(uv_write_t* request, int status) {
  CHECK(status == 0);
  ended("WRITEWRAP");
  free(request->data);
  free(request);
}

static void send_text(uv_stream_t* stream, char* text, size_t size) {
  uv_write_t* const request = malloc(sizeof *request);
  request->data = text;
  const uv_buf_t buffer = uv_buf_init(text, (unsigned)size);
  CHECK(uv_write(request, stream, &buffer, 1, written) == 0);
  made("WRITEWRAP");
}

static void on_peer_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  if (count > 0) {
    send_text(stream, buffer->base, (size_t)count);
    return;
  }
  free(buffer->base);
  if (count < 0) uv_close((uv_handle_t*)stream, stream_closed);
}

static void on_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  uv_tcp_t* const peer = new_stream();
  CHECK(uv_accept(stream, (uv_stream_t*)peer) == 0);
  CHECK(uv_read_start((uv_stream_t*)peer, on_alloc, on_peer_read) == 0);
  CHECK(uv_read_start((uv_stream_t*)peer, on_alloc, NULL) != 0);
}

static void client_done(void) {
  if (++done == kClients) uv_close((uv_handle_t*)&server, on_server_closed);
}

static void on_shutdown(uv_shutdown_t* request, int status) {
  CHECK(status == 0);
  ended("SHUTDOWNWRAP");
  free(request);
}

static void on_client_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  free(buffer->base);
  if (count > 0) {
    echoed += (int)count;
    uv_shutdown_t* const request = malloc(sizeof *request);
    made("SHUTDOWNWRAP");
    CHECK(uv_shutdown(request, stream, on_shutdown) == 0);
    CHECK(uv_tcp_close_reset((uv_tcp_t*)stream, stream_closed) == UV_EINVAL);  // being shut down
  } else if (count < 0) {
    uv_close((uv_handle_t*)stream, stream_closed);
    client_done();
  }
}

static uv_write_t silent[kClients];

static void on_connect(uv_connect_t* request, int status) {
  uv_stream_t* const stream = request->handle;
  const int number = (int)(intptr_t)request->data;
  ended("TCPCONNECTWRAP");
  free(request);
  CHECK(status == 0);
  CHECK(uv_read_start(stream, on_alloc, on_client_read) == 0);
  // One write without a callback, one with.
  const uv_buf_t buffer = uv_buf_init((char*)"ab", 2);
  CHECK(uv_write(&silent[number], stream, &buffer, 1, NULL) == 0);
  made("WRITEWRAP");
  ended("WRITEWRAP");
  send_text(stream, strdup("hello"), 5);
}

static void connect_to(int to_port, uv_connect_cb callback, int number) {
  uv_connect_t* const request = malloc(sizeof *request);
  request->data = (void*)(intptr_t)number;
  const struct sockaddr_in address = loopback(to_port);
  CHECK(uv_tcp_connect(request, new_stream(), (const struct sockaddr*)&address, callback) == 0);
  made("TCPCONNECTWRAP");
}

static void on_refused(uv_connect_t* request, int status) {
  printf("refused %s\n", uv_err_name(status));
  CHECK(uv_tcp_close_reset((uv_tcp_t*)request->handle, stream_closed) == 0);
  ended("TCPCONNECTWRAP");
  free(request);
}

// A port that nobody listens on.
static int closed_port(void) {
  uv_tcp_t* const stream = new_stream();
  struct sockaddr_in address = loopback(0);
  int size = sizeof address;
  CHECK(uv_tcp_bind(stream, (const struct sockaddr*)&address, 0) == 0);
  CHECK(uv_tcp_getsockname(stream, (struct sockaddr*)&address, &size) == 0);
  uv_close((uv_handle_t*)stream, stream_closed);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  return ntohs(address.sin_port);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  const int nobody = closed_port();
  CHECK(uv_tcp_init(&loop, &server) == 0);
  made("TCPWRAP");
  struct sockaddr_in address = loopback(0);
  int size = sizeof address;
  CHECK(uv_tcp_bind(&server, (const struct sockaddr*)&address, 0) == 0);
  CHECK(uv_listen((uv_stream_t*)&server, 16, on_connection) == 0);
  becomes("TCPWRAP", "TCPSERVERWRAP");
  CHECK(uv_tcp_getsockname(&server, (struct sockaddr*)&address, &size) == 0);
  port = ntohs(address.sin_port);
  for (int i = 0; i < kClients; ++i)
    connect_to(port, on_connect, i);
  connect_to(nobody, on_refused, 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("echoed %d server closed %d\n", echoed, server_closed);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
