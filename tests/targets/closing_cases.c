// Handles that are being closed: what waits in their queues is cancelled, what is still called on
// them is refused, and their close callbacks make and close others, or are none.
#include "count.h"

static uv_loop_t loop;
static uv_pipe_t blocked, other_end;
static uv_write_t write_request, refused_write;
static uv_shutdown_t shutdown_request, refused_shutdown;
static uv_timer_t parent, child, without_callback, late;
static uv_fs_poll_t stat_poll;
static uv_udp_t udp;
static char huge[1 << 23];
static int cancelled;

static void on_write(uv_write_t* request, int status) {
  (void)request;
  CHECK(status == UV_ECANCELED);
  ++cancelled;
  finished("WRITEWRAP");
}

static void on_shutdown(uv_shutdown_t* request, int status) {
  (void)request;
  CHECK(status == UV_ECANCELED);
  ++cancelled;
  finished("SHUTDOWNWRAP");
}

static void never_written(uv_write_t* request, int status) {
  (void)request;
  (void)status;
  abort();
}

static void on_never(uv_timer_t* handle) {
  (void)handle;
  abort();
}

static void poll_never(uv_fs_poll_t* handle, int status, const uv_stat_t* before,
                       const uv_stat_t* now) {
  (void)handle;
  (void)status;
  (void)before;
  (void)now;
  abort();
}

static void add_timer(uv_timer_t* handle) {
  CHECK(uv_timer_init(&loop, handle) == 0);
  born(handle, "TIMERWRAP");
}

static void close_without_callback(uv_timer_t* handle) {
  uv_close((uv_handle_t*)handle, NULL);
  ended("TIMERWRAP");
}

static void on_parent_closed(uv_handle_t* handle) {
  count_closed(handle);
  add_timer(&child);
  finish(&child);
  MISUSES(uv_timer_again(&child));
}

static void close_with_a_queue(void) {
  int fds[2];
  CHECK(uv_socketpair(SOCK_STREAM, 0, fds, UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE) == 0);
  CHECK(uv_pipe_init(&loop, &blocked, 0) == 0 && uv_pipe_open(&blocked, fds[0]) == 0);
  born(&blocked, "PIPEWRAP");
  CHECK(uv_pipe_init(&loop, &other_end, 0) == 0 && uv_pipe_open(&other_end, fds[1]) == 0);
  born(&other_end, "PIPEWRAP");
  uv_stream_t* const stream = (uv_stream_t*)&blocked;
  const uv_buf_t buffer = uv_buf_init(huge, sizeof huge);
  CHECK(uv_write(&write_request, stream, &buffer, 1, on_write) == 0);
  made("WRITEWRAP");
  CHECK(uv_shutdown(&shutdown_request, stream, on_shutdown) == 0);
  made("SHUTDOWNWRAP");
  finish(&blocked);
  MISUSES(uv_write(&refused_write, stream, &buffer, 1, never_written));
  MISUSES(uv_try_write(stream, &buffer, 1));
  MISUSES(uv_shutdown(&refused_shutdown, stream, on_shutdown));
  MISUSES(uv_read_stop(stream));
  finish(&other_end);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  close_with_a_queue();
  add_timer(&parent);
  CHECK(uv_timer_start(&parent, on_never, 1, 1) == 0);
  uv_close((uv_handle_t*)&parent, on_parent_closed);
  add_timer(&without_callback);
  close_without_callback(&without_callback);
  MISUSES(uv_timer_start(&without_callback, on_never, 1, 0));
  CHECK(uv_fs_poll_init(&loop, &stat_poll) == 0);
  born(&stat_poll, "STATWATCHER");
  CHECK(uv_fs_poll_start(&stat_poll, poll_never, "/", 1000) == 0);
  finish(&stat_poll);
  MISUSES(uv_fs_poll_stop(&stat_poll));
  CHECK(uv_udp_init(&loop, &udp) == 0);
  born(&udp, "UDPWRAP");
  finish(&udp);
  MISUSES(uv_udp_recv_stop(&udp));
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  // Nobody runs the loop any more: closing for ever.
  add_timer(&late);
  finish(&late);
  printf("cancelled %d\n", cancelled);
  report(&loop);
  return 0;
}
