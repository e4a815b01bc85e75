// Signals, descriptors, files that change, and wake-ups from another thread.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_signal_t signals, oneshot;
static uv_poll_t poll_handle;
static uv_fs_event_t event;
static uv_fs_poll_t stat_poll;
static uv_async_t wake_up, silent;
static int fds[2], raised, events, stats;
static char directory[] = "/tmp/uvscope-watch-XXXXXX";
static char path[64];

static void signal_closed(uv_handle_t* handle) {
  (void)handle;
  ended("SIGNALWRAP");
}

static void poll_closed(uv_handle_t* handle) {
  (void)handle;
  ended("POLLWRAP");
}

static void event_closed(uv_handle_t* handle) {
  (void)handle;
  ended("FSEVENTWRAP");
}

static void stat_closed(uv_handle_t* handle) {
  (void)handle;
  ended("STATWATCHER");
}

static void async_closed(uv_handle_t* handle) {
  (void)handle;
  ended("ASYNCWRAP");
}

static void write_file(const char* text) {
  const int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  CHECK(fd >= 0 && write(fd, text, strlen(text)) > 0);
  close(fd);
}

static void on_signal(uv_signal_t* handle, int number) {
  CHECK(number == SIGUSR1);
  if (++raised == 2) {
    uv_close((uv_handle_t*)handle, signal_closed);
  } else {
    raise(SIGUSR1);
  }
}

static void on_oneshot(uv_signal_t* handle, int number) {
  CHECK(number == SIGUSR2);
  uv_close((uv_handle_t*)handle, signal_closed);
}

static void on_poll(uv_poll_t* handle, int status, int ready) {
  CHECK(status == 0 && (ready & UV_READABLE));
  uv_close((uv_handle_t*)handle, poll_closed);
}

static void on_event(uv_fs_event_t* handle, const char* name, int what, int status) {
  (void)name;
  (void)what;
  CHECK(status == 0);
  if (++events == 1) uv_close((uv_handle_t*)handle, event_closed);
}

static void on_stat(uv_fs_poll_t* handle, int status, const uv_stat_t* before,
                    const uv_stat_t* now) {
  (void)before;  // its size may be that of now: written while the pool looked
  (void)now;
  CHECK(status == 0);
  ++stats;
  uv_close((uv_handle_t*)handle, stat_closed);
}

static void on_wake_up(uv_async_t* handle) {
  uv_close((uv_handle_t*)handle, async_closed);
  uv_close((uv_handle_t*)&silent, async_closed);
  write_file("more");
}

static void run_thread(void* unused) {
  (void)unused;
  uv_sleep(60);  // the stat poll has seen the first state by then
  CHECK(uv_async_send(&silent) == 0);
  CHECK(uv_async_send(&wake_up) == 0);
}

int main(void) {
  CHECK(mkdtemp(directory) != NULL);
  snprintf(path, sizeof path, "%s/file", directory);
  write_file("some");
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_signal_init(&loop, &signals) == 0);
  CHECK(uv_signal_init(&loop, &oneshot) == 0);
  made("SIGNALWRAP");
  made("SIGNALWRAP");
  CHECK(uv_signal_start(&signals, on_signal, SIGUSR1) == 0);
  CHECK(uv_signal_start_oneshot(&oneshot, on_oneshot, SIGUSR2) == 0);
  CHECK(pipe(fds) == 0 && write(fds[1], "x", 1) == 1);
  CHECK(uv_poll_init(&loop, &poll_handle, fds[0]) == 0);
  made("POLLWRAP");
  CHECK(uv_poll_start(&poll_handle, UV_READABLE, on_poll) == 0);
  CHECK(uv_fs_event_init(&loop, &event) == 0);
  made("FSEVENTWRAP");
  CHECK(uv_fs_event_start(&event, on_event, directory, 0) == 0);
  CHECK(uv_fs_poll_init(&loop, &stat_poll) == 0);
  made("STATWATCHER");
  CHECK(uv_fs_poll_start(&stat_poll, on_stat, path, 20) == 0);
  CHECK(uv_async_init(&loop, &wake_up, on_wake_up) == 0);
  CHECK(uv_async_init(&loop, &silent, NULL) == 0);
  made("ASYNCWRAP");
  made("ASYNCWRAP");
  uv_thread_t thread;
  CHECK(uv_thread_create(&thread, run_thread, NULL) == 0);
  raise(SIGUSR1);
  raise(SIGUSR2);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  uv_thread_join(&thread);
  printf("raised %d stats %d\n", raised, stats);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  unlink(path);
  rmdir(directory);
  return 0;
}
