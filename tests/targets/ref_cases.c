// A handle of every kind, active and not referenced: none of them holds the loop. References taken
// and given back, inactive handles that hold nothing, a request that holds the loop all the same.
#include <signal.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_timer_t timer;
static uv_idle_t idle;
static uv_prepare_t prepare;
static uv_check_t check;
static uv_async_t async;
static uv_signal_t signal_handle;
static uv_poll_t polled;
static uv_fs_event_t fs_event;
static uv_fs_poll_t fs_poll;
static uv_tcp_t server, reading;
static uv_pipe_t pipe_server;
static uv_udp_t udp;
static uv_process_t process;
static uv_work_t work_request;
static int pipe_ends[2], worked;

static void never_timer(uv_timer_t* handle) {
  (void)handle;
  abort();
}

static void on_idle(uv_idle_t* handle) {
  called(handle);
}

static void on_prepare(uv_prepare_t* handle) {
  called(handle);
}

static void on_check(uv_check_t* handle) {
  called(handle);
}

static void never_async(uv_async_t* handle) {
  (void)handle;
  abort();
}

static void never_signal(uv_signal_t* handle, int number) {
  (void)handle;
  (void)number;
  abort();
}

static void never_poll(uv_poll_t* handle, int status, int events) {
  (void)handle;
  (void)status;
  (void)events;
  abort();
}

static void never_event(uv_fs_event_t* handle, const char* name, int events, int status) {
  (void)handle;
  (void)name;
  (void)events;
  (void)status;
  abort();
}

static void never_stat(uv_fs_poll_t* handle, int status, const uv_stat_t* before,
                       const uv_stat_t* now) {
  (void)handle;
  (void)status;
  (void)before;
  (void)now;
  abort();
}

static void never_connection(uv_stream_t* stream, int status) {
  (void)stream;
  (void)status;
  abort();
}

static void never_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  (void)buffer;
  abort();
}

static void never_receive(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer,
                          const struct sockaddr* from, unsigned flags) {
  (void)handle;
  (void)count;
  (void)buffer;
  (void)from;
  (void)flags;
  abort();
}

static void work(uv_work_t* request) {
  (void)request;
}

static void on_work(uv_work_t* request, int status) {
  (void)request;
  CHECK(status == 0);
  ++worked;
  finished("WORKREQWRAP");
}

// All are made before any is unreferenced, started in between.
static void adopt(void* handle, const char* kind, int rc) {
  CHECK(rc == 0);
  born(handle, kind);
}

static void let_go(void* handle) {
  uv_handle_t* const base = handle;
  CHECK(uv_is_active(base) && uv_has_ref(base));
  uv_unref(base);
  uv_unref(base);  // no effect
  CHECK(!uv_has_ref(base));
  uv_ref(base);
  uv_ref(base);
  CHECK(uv_has_ref(base));
  uv_unref(base);
}

static void watch_things(void) {
  adopt(&timer, "TIMERWRAP", uv_timer_init(&loop, &timer));
  CHECK(uv_timer_start(&timer, never_timer, 100000, 0) == 0);
  adopt(&idle, "IDLEWRAP", uv_idle_init(&loop, &idle));
  CHECK(uv_idle_start(&idle, on_idle) == 0);
  adopt(&prepare, "PREPAREWRAP", uv_prepare_init(&loop, &prepare));
  CHECK(uv_prepare_start(&prepare, on_prepare) == 0);
  adopt(&check, "CHECKWRAP", uv_check_init(&loop, &check));
  CHECK(uv_check_start(&check, on_check) == 0);
  adopt(&async, "ASYNCWRAP", uv_async_init(&loop, &async, never_async));
  adopt(&signal_handle, "SIGNALWRAP", uv_signal_init(&loop, &signal_handle));
  CHECK(uv_signal_start(&signal_handle, never_signal, SIGUSR1) == 0);
  adopt(&polled, "POLLWRAP", uv_poll_init(&loop, &polled, pipe_ends[0]));
  CHECK(uv_poll_start(&polled, UV_READABLE, never_poll) == 0);
  adopt(&fs_event, "FSEVENTWRAP", uv_fs_event_init(&loop, &fs_event));
  CHECK(uv_fs_event_start(&fs_event, never_event, "/proc", 0) == 0);
}

static void open_sockets(void) {
  const struct sockaddr_in address = loopback(0);
  const struct sockaddr* const any = (const struct sockaddr*)&address;
  adopt(&server, "TCPWRAP", uv_tcp_init(&loop, &server));
  CHECK(uv_tcp_bind(&server, any, 0) == 0);
  CHECK(uv_listen((uv_stream_t*)&server, 4, never_connection) == 0);
  serves(&server, "TCPSERVERWRAP");
  adopt(&pipe_server, "PIPEWRAP", uv_pipe_init(&loop, &pipe_server, 0));
  adopt(&reading, "TCPWRAP", uv_tcp_init(&loop, &reading));
  adopt(&udp, "UDPWRAP", uv_udp_init(&loop, &udp));
  CHECK(uv_udp_bind(&udp, any, 0) == 0);
  CHECK(uv_udp_recv_start(&udp, never_alloc, never_receive) == 0);
}

static void start_child(void) {
  char* arguments[] = {(char*)"sleep", (char*)"100", NULL};
  uv_process_options_t options;
  memset(&options, 0, sizeof options);
  options.file = "/bin/sleep";
  options.args = arguments;
  adopt(&process, "PROCESSWRAP", uv_spawn(&loop, &process, &options));
}

static void close_one(uv_handle_t* handle, void* unused) {
  (void)unused;
  finish(handle);
}

int main(void) {
  CHECK(pipe(pipe_ends) == 0);
  CHECK(uv_loop_init(&loop) == 0);
  watch_things();
  open_sockets();
  start_child();
  void* const active[] = {&timer,  &idle,     &prepare, &check, &async,  &signal_handle,
                          &polled, &fs_event, &server,  &udp,   &process};
  for (size_t i = 0; i < sizeof active / sizeof *active; ++i)
    let_go(active[i]);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);  // none holds it: returns at once
  CHECK(uv_idle_stop(&idle) == 0);
  CHECK(uv_prepare_stop(&prepare) == 0);
  CHECK(uv_check_stop(&check) == 0);
  // Its callbacks are up to the pool, so it is stopped before it can have any.
  adopt(&fs_poll, "STATWATCHER", uv_fs_poll_init(&loop, &fs_poll));
  CHECK(uv_fs_poll_start(&fs_poll, never_stat, "/", 100000) == 0);
  let_go(&fs_poll);
  CHECK(uv_queue_work(&loop, &work_request, work, on_work) == 0);
  made("WORKREQWRAP");
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0 && worked == 1);
  CHECK(uv_process_kill(&process, SIGKILL) == 0);
  printf("left %d\n", alive_handles(&loop));
  uv_walk(&loop, close_one, NULL);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
