// Datagrams to and fro: connected or not, sends with and without callbacks.
#include "count.h"

static uv_loop_t loop;
static uv_udp_t receiver, sender, connected;
static uv_udp_send_t requests[3];
static char bytes[64];
static int datagrams;

static void udp_closed(uv_handle_t* handle) {
  (void)handle;
  ended("UDPWRAP");
}

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_receive(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer,
                       const struct sockaddr* from, unsigned flags) {
  (void)buffer;
  (void)flags;
  if (count == 0 && from == NULL) return;
  CHECK(count > 0);
  if (++datagrams < 3) return;
  uv_close((uv_handle_t*)handle, udp_closed);
  uv_close((uv_handle_t*)&sender, udp_closed);
  uv_close((uv_handle_t*)&connected, udp_closed);
}

static void on_sent(uv_udp_send_t* request, int status) {
  (void)request;
  CHECK(status == 0);
  ended("UDPSENDWRAP");
}

static void add(uv_udp_t* handle) {
  CHECK(uv_udp_init(&loop, handle) == 0);
  made("UDPWRAP");
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  add(&receiver);
  add(&sender);
  CHECK(uv_udp_init_ex(&loop, &connected, AF_INET) == 0);
  made("UDPWRAP");
  struct sockaddr_in address = loopback(0);
  int size = sizeof address;
  CHECK(uv_udp_bind(&receiver, (const struct sockaddr*)&address, 0) == 0);
  CHECK(uv_udp_getsockname(&receiver, (struct sockaddr*)&address, &size) == 0);
  CHECK(uv_udp_recv_start(&receiver, on_alloc, on_receive) == 0);
  CHECK(uv_udp_connect(&connected, (const struct sockaddr*)&address) == 0);
  const uv_buf_t buffer = uv_buf_init((char*)"ping", 4);
  const struct sockaddr* const to = (const struct sockaddr*)&address;
  CHECK(uv_udp_send(&requests[0], &sender, &buffer, 1, to, on_sent) == 0);
  CHECK(uv_udp_send(&requests[1], &sender, &buffer, 1, to, NULL) == 0);
  CHECK(uv_udp_send(&requests[2], &connected, &buffer, 1, NULL, on_sent) == 0);
  CHECK(uv_udp_send(&requests[2], &connected, &buffer, 1, to, on_sent) == UV_EISCONN);
  for (int i = 0; i < 3; ++i)
    made("UDPSENDWRAP");
  ended("UDPSENDWRAP");  // the silent one
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("datagrams %d\n", datagrams);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
