// Requests that are started again in their callback, with the callback that they hold themselves;
// and a handle that is closed again so.
#include "count.h"

#define TRIES 3

static uv_loop_t loop;
static uv_fs_t file;
static uv_work_t work;
static uv_getnameinfo_t name;
static uv_random_t numbers;
static uv_udp_send_t sending;
static uv_udp_t socket_handle;
static uv_timer_t timer;
static struct sockaddr_in address;
static char bytes[8];
static int files, works, names, randoms, sends, closes;

static void on_file(uv_fs_t* request) {
  ended("FSREQCALLBACK");
  uv_fs_req_cleanup(request);
  if (++files == TRIES) return;
  CHECK(uv_fs_stat(&loop, request, "/", request->cb) == 0);
  made("FSREQCALLBACK");
}

static void do_work(uv_work_t* request) {
  (void)request;
}

static void on_work(uv_work_t* request, int status) {
  CHECK(status == 0);
  ended("WORKREQWRAP");
  if (++works == TRIES) return;
  CHECK(uv_queue_work(&loop, request, request->work_cb, request->after_work_cb) == 0);
  made("WORKREQWRAP");
}

static void on_name(uv_getnameinfo_t* request, int status, const char* host, const char* service) {
  (void)status;
  (void)host;
  (void)service;
  ended("GETNAMEINFOREQWRAP");
  if (++names == TRIES) return;
  const struct sockaddr* const same = (const struct sockaddr*)&address;
  CHECK(uv_getnameinfo(&loop, request, request->getnameinfo_cb, same, NI_NUMERICHOST) == 0);
  made("GETNAMEINFOREQWRAP");
}

static void on_random(uv_random_t* request, int status, void* buffer, size_t size) {
  CHECK(status == 0);
  ended("RANDOMBYTESREQUEST");
  if (++randoms == TRIES) return;
  CHECK(uv_random(&loop, request, buffer, size, 0, request->cb) == 0);
  made("RANDOMBYTESREQUEST");
}

static void start_send(uv_udp_send_cb callback) {
  const uv_buf_t buffer = uv_buf_init(bytes, sizeof bytes);
  const struct sockaddr* const to = (const struct sockaddr*)&address;
  CHECK(uv_udp_send(&sending, &socket_handle, &buffer, 1, to, callback) == 0);
  made("UDPSENDWRAP");
}

static void on_socket_closed(uv_handle_t* handle) {
  (void)handle;
  ended("UDPWRAP");
}

static void on_send(uv_udp_send_t* request, int status) {
  (void)status;
  ended("UDPSENDWRAP");
  if (++sends < TRIES) {
    start_send(request->send_cb);
  } else {
    uv_close((uv_handle_t*)&socket_handle, on_socket_closed);
  }
}

static void on_closed(uv_handle_t* handle) {
  const uv_close_cb same = handle->close_cb;
  ended("TIMERWRAP");
  if (++closes == TRIES) return;
  CHECK(uv_timer_init(&loop, &timer) == 0);
  made("TIMERWRAP");
  uv_close(handle, same);
}

int main(void) {
  address = loopback(9);
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_fs_stat(&loop, &file, "/", on_file) == 0);
  made("FSREQCALLBACK");
  CHECK(uv_queue_work(&loop, &work, do_work, on_work) == 0);
  made("WORKREQWRAP");
  const struct sockaddr* const to = (const struct sockaddr*)&address;
  CHECK(uv_getnameinfo(&loop, &name, on_name, to, NI_NUMERICHOST) == 0);
  made("GETNAMEINFOREQWRAP");
  CHECK(uv_random(&loop, &numbers, bytes, sizeof bytes, 0, on_random) == 0);
  made("RANDOMBYTESREQUEST");
  CHECK(uv_udp_init(&loop, &socket_handle) == 0);
  made("UDPWRAP");
  start_send(on_send);
  CHECK(uv_timer_init(&loop, &timer) == 0);
  made("TIMERWRAP");
  uv_close((uv_handle_t*)&timer, on_closed);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("callbacks %d %d %d %d %d %d\n", files, works, names, randoms, sends, closes);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
