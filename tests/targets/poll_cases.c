// Descriptors that are polled: both directions, changed and stopped in the callback, hung up,
// opened twice, none at all, a file that cannot be polled.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_poll_t duplex, reader, twice, refused, inactive;
static uv_timer_t timer;
static int pair[2], pipe_ends[2];
static int reads, writes, hung_up;

static void on_duplex(uv_poll_t* handle, int status, int events) {
  called(handle);
  CHECK(status == 0);
  if (events & UV_WRITABLE) {
    ++writes;
    CHECK(write(pair[0], "x", 1) == 1);
    CHECK(uv_poll_start(handle, UV_READABLE, on_duplex) == 0);  // changed in place
    CHECK(write(pair[1], "y", 1) == 1);
    return;
  }
  CHECK(events & UV_READABLE);
  ++reads;
  char byte;
  CHECK(read(pair[0], &byte, 1) == 1);
  CHECK(uv_poll_stop(handle) == 0);
  CHECK(uv_poll_stop(handle) == 0);
  finish(handle);
  close(pipe_ends[1]);  // hangs up the other
}

static void on_reader(uv_poll_t* handle, int status, int events) {
  called(handle);
  CHECK(status == 0 && events & (UV_READABLE | UV_DISCONNECT));
  ++hung_up;
  finish(handle);
}

static void never(uv_poll_t* handle, int status, int events) {
  (void)handle;
  (void)status;
  (void)events;
  abort();
}

static void on_timer(uv_timer_t* handle) {
  called(handle);
  finish(handle);
  finish(&twice);
}

static int refuse(int fd) {
  const int rc = uv_poll_init(&loop, &refused, fd);
  CHECK(rc != 0);  // nothing was made
  return rc;
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  CHECK(pipe(pipe_ends) == 0);
  const int file = open("/tmp", O_RDWR | O_TMPFILE, 0600);
  CHECK(file >= 0);
  printf("refused %s\n", uv_err_name(refuse(-1)));
  printf("refused %s\n", uv_err_name(refuse(file)));
  CHECK(uv_poll_init_socket(&loop, &duplex, pair[0]) == 0);
  born(&duplex, "POLLWRAP");
  CHECK(uv_poll_start(&duplex, UV_READABLE | UV_WRITABLE, on_duplex) == 0);
  CHECK(uv_poll_init(&loop, &reader, pipe_ends[0]) == 0);
  born(&reader, "POLLWRAP");
  CHECK(uv_poll_start(&reader, UV_READABLE | UV_DISCONNECT, on_reader) == 0);
  CHECK(uv_poll_init(&loop, &twice, pair[1]) == 0);
  born(&twice, "POLLWRAP");
  CHECK(uv_poll_start(&twice, UV_PRIORITIZED, never) == 0);
  printf("refused %s\n", uv_err_name(refuse(pair[1])));
  CHECK(uv_poll_init(&loop, &inactive, pipe_ends[1]) == 0);
  born(&inactive, "POLLWRAP");
  CHECK(uv_poll_start(&inactive, 0, never) == 0);  // for no events: stops
  finish(&inactive);
  CHECK(uv_timer_init(&loop, &timer) == 0);
  born(&timer, "TIMERWRAP");
  CHECK(uv_timer_start(&timer, on_timer, 20, 0) == 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  close(file);
  close(pair[0]);
  close(pair[1]);
  close(pipe_ends[0]);
  printf("reads %d writes %d hung up %d\n", reads, writes, hung_up);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
