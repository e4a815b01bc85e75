// server SECONDS: an echo server under load. Its clients come and go: each sends a message, waits
// for the echo and a little longer, and after some of them makes way for a new one. Every message
// that is the last of its client also looks at a file and has a thread of the pool work.
#include "count.h"

enum { kClients = 32, kMessages = 20, kPauseMs = 10 };

struct client {
  uv_tcp_t stream;
  uv_timer_t pause;
  uv_connect_t connect;
  uv_write_t write;
  int sent, open;
};

struct peer {
  uv_tcp_t stream;
  uv_write_t write;
  char bytes[64];
};

static uv_loop_t loop;
static uv_tcp_t server;
static uv_timer_t end;
static struct sockaddr_in address;
static int ending;
static long long echoes;

static const char kMessage[] = "a message of a client";

static void start_client(void);

static void tcp_closed(uv_handle_t* handle) {
  ended("TCPWRAP");
  free(handle->data);
}

static void client_part_closed(uv_handle_t* handle) {
  struct client* const client = handle->data;
  ended(handle->type == UV_TIMER ? "TIMERWRAP" : "TCPWRAP");
  if (--client->open > 0) return;
  free(client);
  if (!ending) start_client();
}

static void end_client(struct client* client) {
  uv_close((uv_handle_t*)&client->stream, client_part_closed);
  uv_close((uv_handle_t*)&client->pause, client_part_closed);
}

static void looked(uv_fs_t* request) {
  CHECK(request->result == 0);
  uv_fs_req_cleanup(request);
  ended("FSREQCALLBACK");
  free(request);
}

static void work(uv_work_t* request) {
  (void)request;
}

static void worked(uv_work_t* request, int status) {
  CHECK(status == 0);
  ended("WORKREQWRAP");
  free(request);
}

static void look_and_work(void) {
  CHECK(uv_fs_stat(&loop, malloc(sizeof(uv_fs_t)), "/", looked) == 0);
  made("FSREQCALLBACK");
  CHECK(uv_queue_work(&loop, malloc(sizeof(uv_work_t)), work, worked) == 0);
  made("WORKREQWRAP");
}

static void client_written(uv_write_t* request, int status) {
  (void)request;
  CHECK(status == 0 || status == UV_ECANCELED);
  ended("WRITEWRAP");
}

static void send_message(uv_timer_t* pause) {
  struct client* const client = pause->data;
  if (ending || client->sent == kMessages) {
    end_client(client);
    return;
  }
  const uv_buf_t buffer = uv_buf_init((char*)kMessage, sizeof kMessage);
  CHECK(uv_write(&client->write, (uv_stream_t*)&client->stream, &buffer, 1, client_written) == 0);
  made("WRITEWRAP");
  if (++client->sent == kMessages) look_and_work();
}

static void on_alloc(uv_handle_t* handle, size_t size, uv_buf_t* buffer) {
  (void)handle;
  (void)size;
  static char bytes[64];
  *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_echo(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  (void)buffer;
  struct client* const client = stream->data;
  if (count <= 0) return;
  ++echoes;
  CHECK(uv_timer_start(&client->pause, send_message, kPauseMs, 0) == 0);
}

static void connected(uv_connect_t* request, int status) {
  CHECK(status == 0);
  ended("TCPCONNECTWRAP");
  struct client* const client = request->data;
  CHECK(uv_read_start((uv_stream_t*)&client->stream, on_alloc, on_echo) == 0);
  send_message(&client->pause);
}

static void start_client(void) {
  struct client* const client = calloc(1, sizeof *client);
  client->open = 2;
  client->stream.data = client->pause.data = client->connect.data = client;
  CHECK(uv_tcp_init(&loop, &client->stream) == 0);
  made("TCPWRAP");
  CHECK(uv_timer_init(&loop, &client->pause) == 0);
  made("TIMERWRAP");
  CHECK(uv_tcp_connect(&client->connect, &client->stream, (struct sockaddr*)&address, connected) ==
        0);
  made("TCPCONNECTWRAP");
}

static void peer_written(uv_write_t* request, int status) {
  (void)request;
  CHECK(status == 0 || status == UV_ECANCELED || status == UV_EPIPE || status == UV_ECONNRESET);
  ended("WRITEWRAP");
}

static void on_message(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  struct peer* const peer = stream->data;
  if (count < 0) uv_close((uv_handle_t*)stream, tcp_closed);
  if (count <= 0) return;
  memcpy(peer->bytes, buffer->base, (size_t)count);
  const uv_buf_t echo = uv_buf_init(peer->bytes, (unsigned)count);
  CHECK(uv_write(&peer->write, stream, &echo, 1, peer_written) == 0);
  made("WRITEWRAP");
}

static void on_connection(uv_stream_t* stream, int status) {
  CHECK(status == 0);
  struct peer* const peer = malloc(sizeof *peer);
  CHECK(uv_tcp_init(&loop, &peer->stream) == 0);
  peer->stream.data = peer;
  made("TCPWRAP");
  CHECK(uv_accept(stream, (uv_stream_t*)&peer->stream) == 0);
  CHECK(uv_read_start((uv_stream_t*)&peer->stream, on_alloc, on_message) == 0);
}

static void server_closed(uv_handle_t* handle) {
  (void)handle;
  ended("TCPSERVERWRAP");
}

static void on_end(uv_timer_t* timer) {
  ending = 1;
  uv_close((uv_handle_t*)timer, NULL);
  ended("TIMERWRAP");
  uv_close((uv_handle_t*)&server, server_closed);
}

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? atoi(argv[1]) : 1;
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_tcp_init(&loop, &server) == 0);
  made("TCPSERVERWRAP");
  address = loopback(0);
  CHECK(uv_tcp_bind(&server, (struct sockaddr*)&address, 0) == 0);
  CHECK(uv_listen((uv_stream_t*)&server, 128, on_connection) == 0);
  int length = sizeof address;
  CHECK(uv_tcp_getsockname(&server, (struct sockaddr*)&address, &length) == 0);
  CHECK(uv_timer_init(&loop, &end) == 0);
  made("TIMERWRAP");
  CHECK(uv_timer_start(&end, on_end, (unsigned)seconds * 1000U, 0) == 0);
  for (int i = 0; i < kClients; ++i)
    start_client();
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  fprintf(stderr, "%lld echoes\n", echoes);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
