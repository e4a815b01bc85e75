// Children: one that ends by itself, one that is killed, one without an exit callback, one that
// cannot be started and whose handle has to be closed all the same.
#include <signal.h>

#include "count.h"

static uv_loop_t loop;
static uv_process_t ends, killed, silent, missing;
static uv_pipe_t output;
static char bytes[64];
static int read_bytes;

static void process_closed(uv_handle_t* handle) {
  (void)handle;
  ended("PROCESSWRAP");
}

static void pipe_closed(uv_handle_t* handle) {
  (void)handle;
  ended("PIPEWRAP");
}

static void on_exit_cb(uv_process_t* process, int64_t status, int signal_number) {
  printf("exit %d signal %d\n", (int)status, signal_number);
  uv_close((uv_handle_t*)process, process_closed);
  if (process == &ends) {
    CHECK(uv_process_kill(&killed, SIGKILL) == 0);
  } else {
    uv_close((uv_handle_t*)&silent, process_closed);
  }
}

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  if (count > 0) read_bytes += (int)count;
  if (count < 0) uv_close((uv_handle_t*)stream, pipe_closed);
}

static int start(uv_process_t* process, const char* file, const char* argument, uv_exit_cb callback,
                 uv_stream_t* out) {
  char* arguments[] = {(char*)file, (char*)"-c", (char*)argument, NULL};
  uv_stdio_container_t stdio[2];
  stdio[0].flags = UV_IGNORE;
  stdio[1].flags = out == NULL ? UV_IGNORE : UV_CREATE_PIPE | UV_WRITABLE_PIPE;
  stdio[1].data.stream = out;
  uv_process_options_t options;
  memset(&options, 0, sizeof options);
  options.file = file;
  options.args = arguments;
  options.exit_cb = callback;
  options.stdio = stdio;
  options.stdio_count = 2;
  const int rc = uv_spawn(&loop, process, &options);
  made("PROCESSWRAP");
  return rc;
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_pipe_init(&loop, &output, 0) == 0);
  made("PIPEWRAP");
  CHECK(start(&killed, "/bin/sh", "exec sleep 100", on_exit_cb, NULL) == 0);
  CHECK(start(&silent, "/bin/sh", "exit 0", NULL, NULL) == 0);
  CHECK(start(&ends, "/bin/sh", "echo from the child; exit 7", on_exit_cb, (uv_stream_t*)&output) ==
        0);
  CHECK(uv_read_start((uv_stream_t*)&output, on_alloc, on_read) == 0);
  CHECK(start(&missing, "/nowhere/at/all", "", on_exit_cb, NULL) == UV_ENOENT);
  uv_close((uv_handle_t*)&missing, process_closed);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("read %d\n", read_bytes);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
