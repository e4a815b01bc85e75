// echo_server CONNECTIONS: prints `port N`, sends back what so many connections send, and ends when
// they have ended. An operation is a message.
#include "rate.h"

struct peer {
  uv_tcp_t stream;
  uv_write_t write;
  char bytes[256];  // more than a message: libuv reads no second one before its write has ended
};

static uv_loop_t loop;
static uv_tcp_t server;
static long left;
static long long messages;

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)size;
  struct peer* const peer = handle->data;
  *buffer = uv_buf_init(peer->bytes, sizeof peer->bytes);
}

static void written(uv_write_t* request, int status) {
  (void)request;
  CHECK(status == 0);
}

static void closed(uv_handle_t* handle) {
  free(handle->data);
}

static void on_message(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  struct peer* const peer = stream->data;
  if (count < 0) {
    uv_close((uv_handle_t*)stream, closed);
    if (--left == 0) uv_close((uv_handle_t*)&server, NULL);
  }
  if (count <= 0) return;
  if (messages++ == 0) begin_rate();
  const uv_buf_t echo = uv_buf_init(buffer->base, (unsigned)count);
  CHECK(uv_write(&peer->write, stream, &echo, 1, written) == 0);
}

static void on_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  struct peer* const peer = calloc(1, sizeof *peer);
  CHECK(uv_tcp_init(&loop, &peer->stream) == 0);
  peer->stream.data = peer;
  CHECK(uv_accept(stream, (uv_stream_t*)&peer->stream) == 0);
  CHECK(uv_tcp_nodelay(&peer->stream, 1) == 0);
  CHECK(uv_read_start((uv_stream_t*)&peer->stream, on_alloc, on_message) == 0);
}

int main(int argc, char** argv) {
  left = argc > 1 ? atol(argv[1]) : 64;
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_tcp_init(&loop, &server) == 0);
  struct sockaddr_in address;
  CHECK(uv_ip4_addr("127.0.0.1", 0, &address) == 0);
  CHECK(uv_tcp_bind(&server, (struct sockaddr*)&address, 0) == 0);
  CHECK(uv_listen((uv_stream_t*)&server, 128, on_connection) == 0);
  int length = sizeof address;
  CHECK(uv_tcp_getsockname(&server, (struct sockaddr*)&address, &length) == 0);
  printf("port %d\n", ntohs(address.sin_port));
  fflush(stdout);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  end_rate(messages);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
