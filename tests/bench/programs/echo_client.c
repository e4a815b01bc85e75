// echo_client PORT CONNECTIONS MESSAGES: sends 64 bytes on each connection and again whenever they
// have come back, until so many have on each.
#include "rate.h"

struct connection {
  uv_tcp_t stream;
  uv_connect_t connect;
  uv_write_t write;
  long left;
  size_t received;
  char bytes[256];  // more than a message: libuv reads no second one before its write has ended
};

static uv_loop_t loop;
static const char kMessage[64] = "a message of a client";

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)size;
  struct connection* const connection = handle->data;
  *buffer = uv_buf_init(connection->bytes, sizeof connection->bytes);
}

static void written(uv_write_t* request, int status) {
  (void)request;
  CHECK(status == 0);
}

static void send_message(struct connection* connection) {
  const uv_buf_t message = uv_buf_init((char*)kMessage, sizeof kMessage);
  connection->received = 0;
  CHECK(uv_write(&connection->write, (uv_stream_t*)&connection->stream, &message, 1, written) == 0);
}

static void on_echo(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  struct connection* const connection = stream->data;
  CHECK(count >= 0);
  connection->received += (size_t)count;
  if (connection->received < sizeof kMessage) return;
  if (--connection->left > 0) {
    send_message(connection);
  } else {
    uv_close((uv_handle_t*)stream, NULL);
  }
}

static void connected(uv_connect_t* request, int status) {
  CHECK(status == 0);
  struct connection* const connection = request->data;
  CHECK(uv_tcp_nodelay(&connection->stream, 1) == 0);
  CHECK(uv_read_start((uv_stream_t*)&connection->stream, on_alloc, on_echo) == 0);
  send_message(connection);
}

int main(int argc, char** argv) {
  CHECK(argc == 4);
  const size_t count = (size_t)atol(argv[2]);
  struct connection* const connections = calloc(count, sizeof *connections);
  struct sockaddr_in address;
  CHECK(uv_ip4_addr("127.0.0.1", atoi(argv[1]), &address) == 0);
  CHECK(uv_loop_init(&loop) == 0);
  for (size_t i = 0; i < count; ++i) {
    struct connection* const connection = &connections[i];
    connection->left = atol(argv[3]);
    connection->stream.data = connection->connect.data = connection;
    CHECK(uv_tcp_init(&loop, &connection->stream) == 0);
    CHECK(uv_tcp_connect(&connection->connect, &connection->stream, (struct sockaddr*)&address,
                         connected) == 0);
  }
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&loop) == 0);
  free(connections);
  return 0;
}
