// Datagrams: connected and not, tried to be sent, many in a row, too big ones, read by recvmmsg,
// stopped and started; sends that are refused, and ones that a close cancels.
#include "count.h"

enum { kInARow = 10, kBatch = 4 };

static uv_loop_t loop;
static uv_udp_t receiver, batch_receiver, sender, connected, closing, unbound;
static uv_udp_send_t in_a_row[kInARow], too_big, cancelled;
static struct sockaddr_in address, batch_address;
static char bytes[1 << 16], batch_bytes[20 * (1 << 16)], huge[1 << 16];
static int received, batch_received, sent, cancelled_sends;

static const struct sockaddr* generic(const struct sockaddr_in* of) {
  return (const struct sockaddr*)of;
}

static void add(uv_udp_t* handle) {
  CHECK(uv_udp_init(&loop, handle) == 0);
  born(handle, "UDPWRAP");
}

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)size;
  if (handle == (uv_handle_t*)&batch_receiver) {
    *buffer = uv_buf_init(batch_bytes, sizeof batch_bytes);
  } else {
    *buffer = uv_buf_init(bytes, sizeof bytes);
  }
}

static void finish_all(void) {
  finish(&receiver);
  finish(&sender);
  finish(&connected);
  MISUSES(uv_udp_recv_stop(&receiver));
}

static void on_receive(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer,
                       const struct sockaddr* from, unsigned flags) {
  (void)buffer;
  (void)from;
  (void)flags;
  called(handle);
  CHECK(count == 4);
  if (++received < kInARow + 2) return;
  CHECK(uv_udp_recv_stop(handle) == 0);
  CHECK(uv_udp_recv_stop(handle) == 0);
  finish_all();
}

// With a last call that only gives the buffer back.
static void on_batch(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer,
                     const struct sockaddr* from, unsigned flags) {
  (void)buffer;
  (void)from;
  called(handle);
  if (count == 4) ++batch_received;
  if (batch_received == kBatch && (flags & UV_UDP_MMSG_FREE)) finish(handle);
}

static void on_sent(uv_udp_send_t* request, int status) {
  (void)request;
  CHECK(status == 0);
  finished("UDPSENDWRAP");
  // All is there by now, so that it is read in as many calls each time.
  if (++sent == kInARow) CHECK(uv_udp_recv_start(&receiver, on_alloc, on_receive) == 0);
}

static void on_too_big(uv_udp_send_t* request, int status) {
  (void)request;
  CHECK(status == UV_EMSGSIZE);
  finished("UDPSENDWRAP");
}

static void on_cancelled(uv_udp_send_t* request, int status) {
  (void)request;
  // Sent before the close, which is up to libuv, or cancelled.
  CHECK(status == 0 || status == UV_ECANCELED);
  ++cancelled_sends;
  finished("UDPSENDWRAP");
}

static void never(uv_udp_send_t* request, int status) {
  (void)request;
  (void)status;
  abort();
}

static void bind_receiver(uv_udp_t* handle, struct sockaddr_in* to) {
  int size = sizeof *to;
  *to = loopback(0);
  CHECK(uv_udp_bind(handle, generic(to), 0) == 0);
  CHECK(uv_udp_getsockname(handle, (struct sockaddr*)to, &size) == 0);
  CHECK(uv_udp_recv_start(handle, on_alloc, on_receive) == 0);
  FAILS(uv_udp_recv_start(handle, on_alloc, on_receive), UV_EALREADY);
  CHECK(uv_udp_recv_stop(handle) == 0);
  FAILS(uv_udp_bind(handle, generic(to), 0), UV_EINVAL);
}

static void use_wrongly(const uv_buf_t* buffer) {
  add(&unbound);
  FAILS(uv_udp_send(&too_big, &unbound, buffer, 1, NULL, never), UV_EDESTADDRREQ);
  FAILS(uv_udp_try_send(&unbound, buffer, 1, NULL), UV_EDESTADDRREQ);
  FAILS(uv_udp_connect(&unbound, NULL), UV_ENOTCONN);
  FAILS(uv_udp_bind(&unbound, generic(&address), 0), UV_EADDRINUSE);
  CHECK(uv_udp_recv_stop(&unbound) == 0);
  finish(&unbound);
  FAILS(uv_udp_connect(&connected, generic(&address)), UV_EISCONN);
  FAILS(uv_udp_send(&too_big, &connected, buffer, 1, generic(&address), never), UV_EISCONN);
  FAILS(uv_udp_try_send(&connected, buffer, 1, generic(&address)), UV_EISCONN);
}

static void receive_in_batches(const uv_buf_t* buffer) {
  int size = sizeof batch_address;
  CHECK(uv_udp_init_ex(&loop, &batch_receiver, AF_INET | UV_UDP_RECVMMSG) == 0);
  born(&batch_receiver, "UDPWRAP");
  batch_address = loopback(0);
  CHECK(uv_udp_bind(&batch_receiver, generic(&batch_address), 0) == 0);
  CHECK(uv_udp_getsockname(&batch_receiver, (struct sockaddr*)&batch_address, &size) == 0);
  CHECK(uv_udp_using_recvmmsg(&batch_receiver) == 1);
  for (int i = 0; i < kBatch; ++i)
    CHECK(uv_udp_try_send(&sender, buffer, 1, generic(&batch_address)) == 4);
  CHECK(uv_udp_recv_start(&batch_receiver, on_alloc, on_batch) == 0);
}

int main(void) {
  const uv_buf_t buffer = uv_buf_init((char*)"ping", 4);
  const uv_buf_t much = uv_buf_init(huge, sizeof huge);
  CHECK(uv_loop_init(&loop) == 0);
  add(&receiver);
  bind_receiver(&receiver, &address);
  add(&sender);
  add(&connected);
  CHECK(uv_udp_connect(&connected, generic(&address)) == 0);
  CHECK(uv_udp_connect(&connected, NULL) == 0);
  CHECK(uv_udp_connect(&connected, generic(&address)) == 0);
  use_wrongly(&buffer);
  CHECK(uv_udp_try_send(&connected, &buffer, 1, NULL) == 4);
  CHECK(uv_udp_try_send(&sender, &buffer, 1, generic(&address)) == 4);
  receive_in_batches(&buffer);
  FAILS(uv_udp_try_send(&sender, &much, 1, generic(&address)), UV_EMSGSIZE);
  CHECK(uv_udp_send(&too_big, &sender, &much, 1, generic(&address), on_too_big) == 0);
  made("UDPSENDWRAP");
  for (int i = 0; i < kInARow; ++i) {
    CHECK(uv_udp_send(&in_a_row[i], &sender, &buffer, 1, generic(&address), on_sent) == 0);
    made("UDPSENDWRAP");
  }
  const struct sockaddr_in discarded = loopback(9);
  add(&closing);
  CHECK(uv_udp_send(&cancelled, &closing, &buffer, 1, generic(&discarded), on_cancelled) == 0);
  made("UDPSENDWRAP");
  finish(&closing);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("received %d, in batches %d, sent %d, cancelled %d\n", received, batch_received, sent,
         cancelled_sends);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
