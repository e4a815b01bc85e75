// Handles that are started with one callback and then with another, in place or after a stop: the
// new one is called, unless libuv refused it or took no notice.
#include <signal.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_timer_t timer;
static uv_idle_t idle;
static uv_signal_t signal_handle;
static uv_poll_t polled;
static uv_tcp_t server, client, peer;
static uv_udp_t udp;
static uv_connect_t request;
static int ends[2];
static char bytes[16], order[16];

static void note(void* handle, char what) {
  called(handle);
  order[strlen(order)] = what;
  finish(handle);
}

static void old_timer(uv_timer_t* handle) {
  (void)handle;
  abort();
}

static void new_timer(uv_timer_t* handle) {
  note(handle, 't');
}

static void first_idle(uv_idle_t* handle) {
  called(handle);
  CHECK(uv_idle_stop(handle) == 0);
  finish(handle);
}

static void other_idle(uv_idle_t* handle) {
  (void)handle;
  abort();
}

static void old_signal(uv_signal_t* handle, int number) {
  (void)handle;
  (void)number;
  abort();
}

static void new_signal(uv_signal_t* handle, int number) {
  CHECK(number == SIGUSR1);
  note(handle, 's');
}

static void old_poll(uv_poll_t* handle, int status, int events) {
  (void)handle;
  (void)status;
  (void)events;
  abort();
}

static void new_poll(uv_poll_t* handle, int status, int events) {
  CHECK(status == 0 && events == UV_READABLE);
  note(handle, 'p');
}

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void old_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)stream;
  (void)count;
  (void)buffer;
  abort();
}

static void new_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  CHECK(count == 1);
  note(stream, 'r');
  finish(&client);
}

static void old_connection(uv_stream_t* stream, int status) {
  (void)stream;
  (void)status;
  abort();
}

static void new_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  CHECK(uv_tcp_init(&loop, &peer) == 0);
  born(&peer, "TCPWRAP");
  CHECK(uv_accept(stream, (uv_stream_t*)&peer) == 0);
  CHECK(uv_read_start((uv_stream_t*)&peer, on_alloc, old_read) == 0);
  CHECK(uv_read_stop((uv_stream_t*)&peer) == 0);
  CHECK(uv_read_start((uv_stream_t*)&peer, on_alloc, new_read) == 0);
  FAILS(uv_read_start((uv_stream_t*)&peer, on_alloc, old_read), UV_EALREADY);
  note(stream, 'c');
}

static void on_connect(uv_connect_t* done, int status) {
  CHECK(status == 0);
  finished("TCPCONNECTWRAP");
  const uv_buf_t buffer = uv_buf_init((char*)"x", 1);
  CHECK(uv_try_write(done->handle, &buffer, 1) == 1);
}

static void old_receive(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer,
                        const struct sockaddr* from, unsigned flags) {
  (void)handle;
  (void)count;
  (void)buffer;
  (void)from;
  (void)flags;
  abort();
}

static void new_receive(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer,
                        const struct sockaddr* from, unsigned flags) {
  (void)buffer;
  (void)from;
  (void)flags;
  CHECK(count == 1);
  note(handle, 'u');
}

static void start_simple_ones(void) {
  CHECK(uv_timer_init(&loop, &timer) == 0);
  born(&timer, "TIMERWRAP");
  CHECK(uv_timer_start(&timer, old_timer, 20, 0) == 0);
  CHECK(uv_timer_start(&timer, new_timer, 20, 0) == 0);
  // A start that is refused leaves the timer with the callback that it has.
  FAILS(uv_timer_start(&timer, NULL, 1, 0), UV_EINVAL);
  CHECK(uv_idle_init(&loop, &idle) == 0);
  born(&idle, "IDLEWRAP");
  CHECK(uv_idle_start(&idle, other_idle) == 0);
  CHECK(uv_idle_stop(&idle) == 0);
  CHECK(uv_idle_start(&idle, first_idle) == 0);
  CHECK(uv_idle_start(&idle, other_idle) == 0);  // takes no notice
  CHECK(uv_signal_init(&loop, &signal_handle) == 0);
  born(&signal_handle, "SIGNALWRAP");
  CHECK(uv_signal_start(&signal_handle, old_signal, SIGUSR1) == 0);
  CHECK(uv_signal_start(&signal_handle, new_signal, SIGUSR1) == 0);
  FAILS(uv_signal_start(&signal_handle, old_signal, 0), UV_EINVAL);
  CHECK(pipe(ends) == 0);
  CHECK(uv_poll_init(&loop, &polled, ends[0]) == 0);
  born(&polled, "POLLWRAP");
  CHECK(uv_poll_start(&polled, UV_READABLE, old_poll) == 0);
  CHECK(uv_poll_start(&polled, UV_READABLE, new_poll) == 0);
  CHECK(write(ends[1], "x", 1) == 1);
}

static void start_sockets(void) {
  struct sockaddr_in address = loopback(0);
  int size = sizeof address;
  struct sockaddr* const generic = (struct sockaddr*)&address;
  const uv_buf_t buffer = uv_buf_init((char*)"x", 1);
  CHECK(uv_udp_init(&loop, &udp) == 0);
  born(&udp, "UDPWRAP");
  CHECK(uv_udp_bind(&udp, generic, 0) == 0);
  CHECK(uv_udp_getsockname(&udp, generic, &size) == 0);
  CHECK(uv_udp_try_send(&udp, &buffer, 1, generic) == 1);
  CHECK(uv_udp_recv_start(&udp, on_alloc, old_receive) == 0);
  CHECK(uv_udp_recv_stop(&udp) == 0);
  CHECK(uv_udp_recv_start(&udp, on_alloc, new_receive) == 0);
  FAILS(uv_udp_recv_start(&udp, on_alloc, old_receive), UV_EALREADY);
  address = loopback(0);
  CHECK(uv_tcp_init(&loop, &server) == 0);
  born(&server, "TCPWRAP");
  CHECK(uv_tcp_bind(&server, generic, 0) == 0);
  CHECK(uv_listen((uv_stream_t*)&server, 4, old_connection) == 0);
  serves(&server, "TCPSERVERWRAP");
  CHECK(uv_listen((uv_stream_t*)&server, 4, new_connection) == 0);
  CHECK(uv_tcp_getsockname(&server, generic, &size) == 0);
  CHECK(uv_tcp_init(&loop, &client) == 0);
  born(&client, "TCPWRAP");
  CHECK(uv_tcp_connect(&request, &client, generic, on_connect) == 0);
  made("TCPCONNECTWRAP");
}

static int by_letter(const void* left, const void* right) {
  return *(const char*)left - *(const char*)right;
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  start_simple_ones();
  start_sockets();
  raise(SIGUSR1);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  qsort(order, strlen(order), 1, by_letter);  // the order is the system's
  printf("called %s\n", order);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
