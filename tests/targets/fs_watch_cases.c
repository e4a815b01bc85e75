// Files and directories that are watched: started twice and on nothing, stopped, closed at once and
// in the callback; polled ones that appear later, are stopped and started again.
#include <fcntl.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_fs_event_t of_file, of_directory, closed_at_once, stopped, of_nothing;
static uv_fs_poll_t polled, poll_stopped, poll_of_nothing, poll_closed;
static uv_timer_t timer;
static char directory[] = "/tmp/uvscope-fs-watch-XXXXXX";
static char file[64], later[64], missing[64];
static int of_directory_seen, missing_seen, polled_seen;

static void touch(const char* path) {
  const int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  CHECK(fd >= 0 && write(fd, "x", 1) == 1);
  close(fd);
}

static void never(uv_fs_event_t* handle, const char* name, int events, int status) {
  (void)handle;
  (void)name;
  (void)events;
  (void)status;
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

static void on_file(uv_fs_event_t* handle, const char* name, int events, int status) {
  called(handle);
  CHECK(status == 0 && strcmp(name, "file") == 0 && events == UV_CHANGE);
  CHECK(uv_fs_event_stop(handle) == 0);
  CHECK(uv_fs_event_stop(handle) == 0);
  finish(handle);
}

// The directory sees that the later file is made, and nothing else because it is closed then.
static void on_directory(uv_fs_event_t* handle, const char* name, int events, int status) {
  called(handle);
  CHECK(status == 0 && events == UV_RENAME && strcmp(name, "later") == 0);
  ++of_directory_seen;
  finish(handle);
  touch(file);
}

// An error is told once, the file's appearance after it.
static void on_missing(uv_fs_poll_t* handle, int status, const uv_stat_t* before,
                       const uv_stat_t* now) {
  (void)before;
  called(handle);
  if (++missing_seen == 1) {
    CHECK(status == UV_ENOENT);
    touch(missing);
    return;
  }
  CHECK(status == 0 && now->st_size == 1);
  finish(handle);
}

// The pool may look while the file is being written: the time is new already, the size is not.
static void on_polled(uv_fs_poll_t* handle, int status, const uv_stat_t* before,
                      const uv_stat_t* now) {
  (void)before;
  (void)now;
  called(handle);
  CHECK(status == 0);
  if (++polled_seen == 1) {
    CHECK(uv_fs_poll_stop(handle) == 0);
    CHECK(uv_fs_poll_stop(handle) == 0);
    finish(handle);
  }
}

static void on_timer(uv_timer_t* handle) {
  called(handle);
  touch(later);
  finish(handle);
}

static void add(uv_fs_event_t* handle) {
  CHECK(uv_fs_event_init(&loop, handle) == 0);
  born(handle, "FSEVENTWRAP");
}

static void add_poll(uv_fs_poll_t* handle) {
  CHECK(uv_fs_poll_init(&loop, handle) == 0);
  born(handle, "STATWATCHER");
}

static void watch(void) {
  add(&of_file);
  CHECK(uv_fs_event_start(&of_file, on_file, file, 0) == 0);
  FAILS(uv_fs_event_start(&of_file, never, file, 0), UV_EINVAL);  // is active
  char path[64];
  size_t size = sizeof path;
  CHECK(uv_fs_event_getpath(&of_file, path, &size) == 0 && strcmp(path, file) == 0);
  add(&of_directory);
  CHECK(uv_fs_event_start(&of_directory, on_directory, directory, 0) == 0);
  add(&closed_at_once);
  CHECK(uv_fs_event_start(&closed_at_once, never, file, 0) == 0);
  finish(&closed_at_once);
  MISUSES(uv_fs_event_stop(&closed_at_once));
  add(&stopped);
  CHECK(uv_fs_event_start(&stopped, never, file, 0) == 0);
  CHECK(uv_fs_event_stop(&stopped) == 0);
  add(&of_nothing);
  FAILS(uv_fs_event_start(&of_nothing, never, "/nowhere/at/all", 0), UV_ENOENT);
  CHECK(uv_fs_event_getpath(&of_nothing, path, &size) == UV_EINVAL);
  finish(&of_nothing);
}

static void poll_files(void) {
  add_poll(&polled);
  CHECK(uv_fs_poll_start(&polled, on_polled, file, 5) == 0);
  CHECK(uv_fs_poll_start(&polled, poll_never, file, 5) == 0);  // is active: no effect
  add_poll(&poll_of_nothing);
  CHECK(uv_fs_poll_start(&poll_of_nothing, on_missing, missing, 5) == 0);
  add_poll(&poll_stopped);
  CHECK(uv_fs_poll_start(&poll_stopped, poll_never, missing, 5) == 0);
  CHECK(uv_fs_poll_stop(&poll_stopped) == 0);
  add_poll(&poll_closed);
  CHECK(uv_fs_poll_start(&poll_closed, poll_never, file, 5) == 0);
  finish(&poll_closed);
}

int main(void) {
  CHECK(mkdtemp(directory) != NULL);
  snprintf(file, sizeof file, "%s/file", directory);
  snprintf(later, sizeof later, "%s/later", directory);
  snprintf(missing, sizeof missing, "/tmp/uvscope-fs-missing-%d", (int)getpid());
  touch(file);
  CHECK(uv_loop_init(&loop) == 0);
  watch();
  poll_files();
  CHECK(uv_timer_init(&loop, &timer) == 0);
  born(&timer, "TIMERWRAP");
  CHECK(uv_timer_start(&timer, on_timer, 40, 0) == 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  unlink(file);
  unlink(later);
  unlink(missing);
  rmdir(directory);
  printf("directory %d missing %d polled %d\n", of_directory_seen, missing_seen, polled_seen);
  report(&loop);
  return 0;
}
