// Named pipes: paths that are taken, missing, too deep or no socket; an echo to the end and back;
// two ends of a socket pair; a pipe closed while it connects.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_pipe_t server, taken, deep, client, peer, to_file, closed_connecting, output, input;
static uv_connect_t connect_request, file_request, closing_request;
static uv_write_t write_request, echo_request;
static uv_shutdown_t shutdown_request;
static char bytes[64], path[64], file[64];
static int echoed, eof_seen;

static void add(uv_pipe_t* pipe) {
  CHECK(uv_pipe_init(&loop, pipe, 0) == 0);
  born(pipe, "PIPEWRAP");
}

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_written(uv_write_t* request, int status) {
  (void)request;
  CHECK(status == 0);
  finished("WRITEWRAP");
}

static void on_shutdown(uv_shutdown_t* request, int status) {
  (void)request;
  CHECK(status == 0);
  finished("SHUTDOWNWRAP");
}

static void write_to(uv_write_t* request, uv_stream_t* stream, char* text, size_t size) {
  const uv_buf_t buffer = uv_buf_init(text, (unsigned)size);
  CHECK(uv_write(request, stream, &buffer, 1, on_written) == 0);
  made("WRITEWRAP");
}

static void on_client_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  called(stream);
  CHECK(count == 5);
  echoed += (int)count;
  CHECK(uv_read_stop(stream) == 0);
  CHECK(uv_shutdown(&shutdown_request, stream, on_shutdown) == 0);
  made("SHUTDOWNWRAP");
}

static void on_peer_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  called(stream);
  if (count > 0) {
    write_to(&echo_request, stream, buffer->base, (size_t)count);
  } else {
    CHECK(count == UV_EOF);
    finish(stream);
    finish(&client);
  }
}

static void on_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  called(stream);
  add(&peer);
  CHECK(uv_accept(stream, (uv_stream_t*)&peer) == 0);
  CHECK(uv_read_start((uv_stream_t*)&peer, on_alloc, on_peer_read) == 0);
  finish(stream);
}

static void on_connect(uv_connect_t* request, int status) {
  CHECK(status == 0);
  finished("PIPECONNECTWRAP");
  write_to(&write_request, request->handle, (char*)"hello", 5);
  CHECK(uv_read_start(request->handle, on_alloc, on_client_read) == 0);
}

static void on_file(uv_connect_t* request, int status) {
  CHECK(status == UV_ECONNREFUSED);
  finished("PIPECONNECTWRAP");
  finish(request->handle);
}

static void on_closed_connecting(uv_connect_t* request, int status) {
  (void)request;
  CHECK(status == UV_ECANCELED || status == UV_ECONNREFUSED);
  finished("PIPECONNECTWRAP");
}

// The other end goes away: read to the end, and writing is refused.
static void on_input(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  called(stream);
  CHECK(count == UV_EOF);
  ++eof_seen;
  const uv_buf_t more = uv_buf_init(bytes, 1);
  FAILS(uv_try_write(stream, &more, 1), UV_EPIPE);
  finish(stream);
}

static void bind_names(void) {
  add(&server);
  CHECK(uv_pipe_bind(&server, path) == 0);
  FAILS(uv_pipe_bind(&server, path), UV_EINVAL);  // is bound
  CHECK(uv_listen((uv_stream_t*)&server, 4, on_connection) == 0);
  serves(&server, "PIPESERVERWRAP");
  size_t size = sizeof bytes;
  CHECK(uv_pipe_getsockname(&server, bytes, &size) == 0 && strcmp(bytes, path) == 0);
  add(&taken);
  FAILS(uv_pipe_bind(&taken, path), UV_EADDRINUSE);
  FAILS(uv_listen((uv_stream_t*)&taken, 4, on_connection), UV_EINVAL);  // is not bound
  finish(&taken);
  add(&deep);
  FAILS(uv_pipe_bind(&deep, "/nowhere/at/all"), UV_EACCES);
  FAILS(uv_pipe_open(&deep, -1), UV_EBADF);
  finish(&deep);
}

static void connect_to(uv_pipe_t* pipe, uv_connect_t* request, const char* name,
                       uv_connect_cb callback) {
  add(pipe);
  uv_pipe_connect(request, pipe, name, callback);
  made("PIPECONNECTWRAP");
}

static void open_pair(void) {
  int fds[2];
  CHECK(uv_socketpair(SOCK_STREAM, 0, fds, UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE) == 0);
  add(&input);
  CHECK(uv_pipe_open(&input, fds[0]) == 0);
  CHECK(uv_read_start((uv_stream_t*)&input, on_alloc, on_input) == 0);
  add(&output);
  CHECK(uv_pipe_open(&output, fds[1]) == 0);
  finish(&output);
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  snprintf(path, sizeof path, "/tmp/uvscope-pipe-%d", (int)getpid());
  snprintf(file, sizeof file, "/tmp/uvscope-file-%d", (int)getpid());
  close(open(file, O_WRONLY | O_CREAT, 0600));
  CHECK(uv_loop_init(&loop) == 0);
  bind_names();
  connect_to(&client, &connect_request, path, on_connect);
  connect_to(&to_file, &file_request, file, on_file);
  connect_to(&closed_connecting, &closing_request, file, on_closed_connecting);
  finish(&closed_connecting);
  open_pair();
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  unlink(file);
  printf("echoed %d eof %d\n", echoed, eof_seen);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
