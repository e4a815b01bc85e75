// Children: what they read and write, inherit and ignore; exit codes, signals, a detached one, and
// starts that fail because of the file, the directory or the arguments.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_process_t cat, killed, detached, by_pid, inheriting, no_directory, no_file;
static uv_pipe_t to_cat, from_cat, killed_output;
static uv_write_t request;
static uv_shutdown_t shutdown_request;
static char bytes[64], heard[64];
static int file;

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  called(stream);
  if (count > 0) {
    strncat(heard, buffer->base, (size_t)count);
  } else if (count == UV_EOF) {
    finish(stream);
  }
}

static void on_cat_exit(uv_process_t* process, int64_t status, int number) {
  called(process);
  CHECK(status == 0 && number == 0);
  finish(process);
}

static void on_killed(uv_process_t* process, int64_t status, int number) {
  called(process);
  CHECK(status == 0 && (number == SIGTERM || number == SIGKILL));
  FAILS(uv_process_kill(process, SIGTERM), UV_ESRCH);
  finish(process);
}

static void on_code(uv_process_t* process, int64_t status, int number) {
  called(process);
  CHECK(status == 5 && number == 0);
  finish(process);
}

static void never(uv_process_t* process, int64_t status, int number) {
  (void)process;
  (void)status;
  (void)number;
  abort();
}

static uv_process_options_t shell(const char* script, uv_exit_cb callback) {
  static char* arguments[4];
  arguments[0] = (char*)"sh";
  arguments[1] = (char*)"-c";
  arguments[2] = (char*)script;
  uv_process_options_t options;
  memset(&options, 0, sizeof options);
  options.file = "/bin/sh";
  options.args = arguments;
  options.exit_cb = callback;
  return options;
}

static void add_pipe(uv_pipe_t* pipe) {
  CHECK(uv_pipe_init(&loop, pipe, 0) == 0);
  born(pipe, "PIPEWRAP");
}

static uv_stdio_container_t stream_of(uv_pipe_t* pipe, unsigned flags) {
  uv_stdio_container_t container;
  memset(&container, 0, sizeof container);
  container.flags = (uv_stdio_flags)(UV_CREATE_PIPE | flags);
  container.data.stream = (uv_stream_t*)pipe;
  return container;
}

static void on_written(uv_write_t* done, int status) {
  CHECK(status == 0);
  (void)done;
  finished("WRITEWRAP");
}

static void on_shutdown(uv_shutdown_t* done, int status) {
  CHECK(status == 0);
  finished("SHUTDOWNWRAP");
  finish(done->handle);
}

static void talk_to_cat(void) {
  add_pipe(&to_cat);
  add_pipe(&from_cat);
  uv_process_options_t options = shell("cat", on_cat_exit);
  uv_stdio_container_t stdio[2] = {stream_of(&to_cat, UV_READABLE_PIPE),
                                   stream_of(&from_cat, UV_WRITABLE_PIPE)};
  options.stdio = stdio;
  options.stdio_count = 2;
  CHECK(uv_spawn(&loop, &cat, &options) == 0);
  born(&cat, "PROCESSWRAP");
  CHECK(uv_read_start((uv_stream_t*)&from_cat, on_alloc, on_read) == 0);
  const uv_buf_t buffer = uv_buf_init((char*)"meow", 4);
  CHECK(uv_write(&request, (uv_stream_t*)&to_cat, &buffer, 1, on_written) == 0);
  made("WRITEWRAP");
  CHECK(uv_shutdown(&shutdown_request, (uv_stream_t*)&to_cat, on_shutdown) == 0);
  made("SHUTDOWNWRAP");
}

static void start_others(void) {
  add_pipe(&killed_output);
  uv_process_options_t options = shell("exec sleep 100", on_killed);
  uv_stdio_container_t stdio[2] = {{UV_IGNORE, {NULL}},
                                   stream_of(&killed_output, UV_WRITABLE_PIPE)};
  options.stdio = stdio;
  options.stdio_count = 2;
  CHECK(uv_spawn(&loop, &killed, &options) == 0);
  born(&killed, "PROCESSWRAP");
  CHECK(uv_read_start((uv_stream_t*)&killed_output, on_alloc, on_read) == 0);
  FAILS(uv_process_kill(&killed, 12345), UV_EINVAL);
  CHECK(uv_process_kill(&killed, 0) == 0);
  CHECK(uv_process_kill(&killed, SIGKILL) == 0);

  options = shell("exec sleep 100", on_killed);
  CHECK(uv_spawn(&loop, &by_pid, &options) == 0);
  born(&by_pid, "PROCESSWRAP");
  CHECK(uv_kill(uv_process_get_pid(&by_pid), SIGTERM) == 0);

  options = shell("exit 5", on_code);
  options.flags = UV_PROCESS_DETACHED;
  CHECK(uv_spawn(&loop, &detached, &options) == 0);
  born(&detached, "PROCESSWRAP");

  uv_stdio_container_t inherited[2] = {{UV_IGNORE, {NULL}}, {UV_INHERIT_FD, {NULL}}};
  inherited[1].data.fd = file;
  options = shell("echo to the file; exit 5", on_code);
  options.stdio = inherited;
  options.stdio_count = 2;
  CHECK(uv_spawn(&loop, &inheriting, &options) == 0);
  born(&inheriting, "PROCESSWRAP");
}

// The handle has to be closed all the same.
static void fail_to_start(void) {
  uv_process_options_t options = shell("exit 0", never);
  options.cwd = "/nowhere/at/all";
  FAILS(uv_spawn(&loop, &no_directory, &options), UV_ENOENT);
  born(&no_directory, "PROCESSWRAP");
  finish(&no_directory);
  options = shell("exit 0", NULL);
  options.file = "/nowhere/at/all";
  FAILS(uv_spawn(&loop, &no_file, &options), UV_ENOENT);
  born(&no_file, "PROCESSWRAP");
  finish(&no_file);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  file = open("/tmp", O_RDWR | O_TMPFILE, 0600);
  CHECK(file >= 0);
  talk_to_cat();
  start_others();
  fail_to_start();
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  CHECK(pread(file, bytes, sizeof bytes, 0) == 12);
  printf("heard %s, file %.11s\n", heard, bytes);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
