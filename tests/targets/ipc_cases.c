// Handles sent over a pipe: a listening socket, a connection and a pipe, several in a row, taken by
// the other end, of which one answers a client.
#include <unistd.h>

#include "count.h"

enum { kHandles = 3 };

static uv_loop_t loop;
static uv_pipe_t sender, receiver, sent_pipe, received_pipe, no_channel;
static uv_tcp_t sent_server, sent_stream, received_server, received_stream, client, peer;
static uv_write_t requests[kHandles];
static uv_connect_t stream_request, client_request;
static char bytes[64];
static struct sockaddr_in address;
static int taken, answered;

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, 1);
}

static void add_tcp(uv_tcp_t* stream) {
  CHECK(uv_tcp_init(&loop, stream) == 0);
  born(stream, "TCPWRAP");
}

static void add_pipe(uv_pipe_t* pipe, int ipc) {
  CHECK(uv_pipe_init(&loop, pipe, ipc) == 0);
  born(pipe, "PIPEWRAP");
}

static void connect_to(uv_tcp_t* stream, uv_connect_t* request, uv_connect_cb callback) {
  add_tcp(stream);
  CHECK(uv_tcp_connect(request, stream, (const struct sockaddr*)&address, callback) == 0);
  made("TCPCONNECTWRAP");
}

static void on_client(uv_connect_t* request, int status) {
  CHECK(status == 0);
  finished("TCPCONNECTWRAP");
  ++answered;
  finish(request->handle);
}

static void on_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  called(stream);
  add_tcp(&peer);
  CHECK(uv_accept(stream, (uv_stream_t*)&peer) == 0);
  finish(&peer);
  finish(stream);
}

// The sender's is closed, the same socket goes on here.
static void serve_received(void) {
  CHECK(uv_listen((uv_stream_t*)&received_server, 4, on_connection) == 0);
  serves(&received_server, "TCPSERVERWRAP");
  connect_to(&client, &client_request, on_client);
}

static void take(uv_stream_t* channel) {
  if (uv_pipe_pending_type((uv_pipe_t*)channel) == UV_NAMED_PIPE) {
    add_pipe(&received_pipe, 0);
    CHECK(uv_accept(channel, (uv_stream_t*)&received_pipe) == 0);
    finish(&received_pipe);
    return;
  }
  CHECK(uv_pipe_pending_type((uv_pipe_t*)channel) == UV_TCP);
  uv_tcp_t* const stream = taken == 0 ? &received_server : &received_stream;
  add_tcp(stream);
  CHECK(uv_accept(channel, (uv_stream_t*)stream) == 0);
  if (taken == 0) {
    serve_received();
  } else {
    finish(stream);
  }
}

static void on_channel(uv_stream_t* channel, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  called(channel);
  if (count == UV_EOF) {
    FAILS(uv_accept(channel, (uv_stream_t*)&no_channel), UV_EAGAIN);
    finish(channel);
    return;
  }
  for (; uv_pipe_pending_count((uv_pipe_t*)channel) > 0; ++taken)
    take(channel);
}

static void on_sent(uv_write_t* request, int status) {
  CHECK(status == 0);
  finished("WRITEWRAP");
  if (request != &requests[kHandles - 1]) return;
  finish(&sent_server);
  finish(&sent_stream);
  finish(&sent_pipe);
  finish(&sender);
}

static void send_handle(uv_write_t* request, void* handle) {
  const uv_buf_t buffer = uv_buf_init((char*)"h", 1);
  CHECK(uv_write2(request, (uv_stream_t*)&sender, &buffer, 1, handle, on_sent) == 0);
  made("WRITEWRAP");
}

// A stream without a connection has a descriptor only after it was asked to connect, so the last
// two are sent when that has come about.
static void on_stream(uv_connect_t* request, int status) {
  CHECK(status == 0);
  finished("TCPCONNECTWRAP");
  CHECK(request->handle == (uv_stream_t*)&sent_stream);
  send_handle(&requests[0], &sent_server);
  send_handle(&requests[1], &sent_stream);
  send_handle(&requests[2], &sent_pipe);
}

static void open_channel(void) {
  int fds[2];
  CHECK(uv_socketpair(SOCK_STREAM, 0, fds, UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE) == 0);
  add_pipe(&sender, 1);
  CHECK(uv_pipe_open(&sender, fds[0]) == 0);
  add_pipe(&receiver, 1);
  CHECK(uv_pipe_open(&receiver, fds[1]) == 0);
  CHECK(uv_read_start((uv_stream_t*)&receiver, on_alloc, on_channel) == 0);
}

static void on_own_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  called(stream);  // nobody accepts it here
}

static void make_what_is_sent(void) {
  int size = sizeof address;
  int fds[2];
  address = loopback(0);
  add_tcp(&sent_server);
  CHECK(uv_tcp_bind(&sent_server, (const struct sockaddr*)&address, 0) == 0);
  CHECK(uv_listen((uv_stream_t*)&sent_server, 4, on_own_connection) == 0);
  serves(&sent_server, "TCPSERVERWRAP");
  CHECK(uv_tcp_getsockname(&sent_server, (struct sockaddr*)&address, &size) == 0);
  CHECK(uv_socketpair(SOCK_STREAM, 0, fds, UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE) == 0);
  close(fds[1]);
  add_pipe(&sent_pipe, 0);
  CHECK(uv_pipe_open(&sent_pipe, fds[0]) == 0);
  connect_to(&sent_stream, &stream_request, on_stream);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  open_channel();
  make_what_is_sent();
  add_pipe(&no_channel, 0);
  const uv_buf_t buffer = uv_buf_init((char*)"h", 1);
  FAILS(uv_write2(&requests[0], (uv_stream_t*)&no_channel, &buffer, 1, (uv_stream_t*)&sent_server,
                  on_sent),
        UV_EBADF);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("taken %d answered %d\n", taken, answered);
  report(&loop);
  return 0;
}
