// Pipes that listen, connect and pass a handle; a path that is not there; a terminal.
#include <fcntl.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_pipe_t server, client, missing, ends[2];
static uv_tty_t terminal;
static uv_connect_t connect_request, missing_request;
static uv_write_t write_request;
static char bytes[64];
static int master, passed;

static void pipe_closed(uv_handle_t* handle) {
  (void)handle;
  ended("PIPEWRAP");
}

static void server_closed(uv_handle_t* handle) {
  (void)handle;
  ended("PIPESERVERWRAP");
}

static void tty_closed(uv_handle_t* handle) {
  (void)handle;
  ended("TTYWRAP");
}

static void add_pipe(uv_pipe_t* pipe, int ipc) {
  CHECK(uv_pipe_init(&loop, pipe, ipc) == 0);
  made("PIPEWRAP");
}

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, sizeof bytes);
}

static uv_pipe_t accepted, received;

static void on_missing(uv_connect_t* request, int status) {
  printf("missing %s\n", uv_err_name(status));
  ended("PIPECONNECTWRAP");
  uv_close((uv_handle_t*)request->handle, pipe_closed);
}

static void on_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  add_pipe(&accepted, 0);
  CHECK(uv_accept(stream, (uv_stream_t*)&accepted) == 0);
  uv_close((uv_handle_t*)&accepted, pipe_closed);
  uv_close((uv_handle_t*)stream, server_closed);
}

static void on_connect(uv_connect_t* request, int status) {
  CHECK(status == 0);
  ended("PIPECONNECTWRAP");
  uv_close((uv_handle_t*)request->handle, pipe_closed);
}

static void on_written(uv_write_t* request, int status) {
  (void)request;
  CHECK(status == 0);
  ended("WRITEWRAP");
}

static void on_passed(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  if (count <= 0) return;
  add_pipe(&received, 0);
  passed = uv_pipe_pending_count((uv_pipe_t*)stream);
  CHECK(uv_accept(stream, (uv_stream_t*)&received) == 0);
  uv_close((uv_handle_t*)&received, pipe_closed);
  uv_close((uv_handle_t*)&ends[0], pipe_closed);
  uv_close((uv_handle_t*)&ends[1], pipe_closed);
}

static void on_typed(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  printf("typed %d\n", (int)count);
  uv_close((uv_handle_t*)stream, tty_closed);
  close(master);
}

static void pass_handle(void) {
  int fds[2];
  CHECK(uv_socketpair(SOCK_STREAM, 0, fds, UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE) == 0);
  for (int i = 0; i < 2; ++i) {
    add_pipe(&ends[i], 1);
    CHECK(uv_pipe_open(&ends[i], fds[i]) == 0);
  }
  CHECK(uv_read_start((uv_stream_t*)&ends[1], on_alloc, on_passed) == 0);
  const uv_buf_t buffer = uv_buf_init((char*)"x", 1);
  CHECK(uv_write2(&write_request, (uv_stream_t*)&ends[0], &buffer, 1, (uv_stream_t*)&server,
                  on_written) == 0);
  made("WRITEWRAP");
}

static void open_terminal(void) {
  master = posix_openpt(O_RDWR | O_NOCTTY);
  CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
  const int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
  CHECK(uv_tty_init(&loop, &terminal, slave, 0) == 0);
  made("TTYWRAP");
  CHECK(uv_read_start((uv_stream_t*)&terminal, on_alloc, on_typed) == 0);
  CHECK(write(master, "hi\n", 3) == 3);
}

int main(void) {
  char path[64];
  snprintf(path, sizeof path, "/tmp/uvscope-pipes-%d", (int)getpid());
  CHECK(uv_loop_init(&loop) == 0);
  add_pipe(&server, 0);
  CHECK(uv_pipe_bind(&server, path) == 0);
  CHECK(uv_listen((uv_stream_t*)&server, 4, on_connection) == 0);
  becomes("PIPEWRAP", "PIPESERVERWRAP");
  add_pipe(&missing, 0);
  uv_pipe_connect(&missing_request, &missing, "/nowhere/at/all", on_missing);
  made("PIPECONNECTWRAP");
  pass_handle();
  open_terminal();
  add_pipe(&client, 0);
  uv_pipe_connect(&connect_request, &client, path, on_connect);
  made("PIPECONNECTWRAP");
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("passed %d\n", passed);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
