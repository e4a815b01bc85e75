// Requests that are cancelled while the pool's only thread is busy, of each kind; one that runs and
// one that has ended cannot be.
#include <netdb.h>

#include "count.h"

enum { kFiles = 3 };

static uv_loop_t loop;
static uv_work_t blocking, work, after_all;
static uv_fs_t files[kFiles];
static uv_getaddrinfo_t by_name;
static uv_getnameinfo_t by_address;
static uv_random_t random_request;
static uv_sem_t running, release;
static unsigned char bytes[8];
static int cancelled;

static void count_end(const char* kind, int status) {
  CHECK(status == UV_ECANCELED || status == UV_EAI_CANCELED);
  ++cancelled;
  finished(kind);
}

static void block(uv_work_t* request) {
  (void)request;
  uv_sem_post(&running);
  uv_sem_wait(&release);
}

static void never(uv_work_t* request) {
  (void)request;
  abort();
}

static void nothing(uv_work_t* request) {
  (void)request;
}

static void on_work(uv_work_t* request, int status) {
  (void)request;
  count_end("WORKREQWRAP", status);
}

static void on_done(uv_work_t* request, int status) {
  CHECK(status == 0);
  finished("WORKREQWRAP");
  CHECK(uv_cancel((uv_req_t*)request) == UV_EBUSY);  // has ended
}

static void on_file(uv_fs_t* request) {
  count_end("FSREQCALLBACK", (int)request->result);
  uv_fs_req_cleanup(request);
}

static void on_addresses(uv_getaddrinfo_t* request, int status, struct addrinfo* result) {
  (void)request;
  CHECK(result == NULL);
  count_end("GETADDRINFOREQWRAP", status);
}

static void on_name(uv_getnameinfo_t* request, int status, const char* host, const char* service) {
  (void)request;
  (void)host;
  (void)service;
  count_end("GETNAMEINFOREQWRAP", status);
}

static void on_random(uv_random_t* request, int status, void* buffer, size_t size) {
  (void)request;
  (void)buffer;
  (void)size;
  count_end("RANDOMBYTESREQUEST", status);
}

static void queue_all(void) {
  CHECK(uv_queue_work(&loop, &work, never, on_work) == 0);
  made("WORKREQWRAP");
  CHECK(uv_fs_stat(&loop, &files[0], "/", on_file) == 0);
  CHECK(uv_fs_open(&loop, &files[1], "/", 0, 0, on_file) == 0);
  CHECK(uv_fs_scandir(&loop, &files[2], "/", 0, on_file) == 0);
  for (int i = 0; i < kFiles; ++i)
    made("FSREQCALLBACK");
  CHECK(uv_getaddrinfo(&loop, &by_name, on_addresses, "127.0.0.1", NULL, NULL) == 0);
  made("GETADDRINFOREQWRAP");
  const struct sockaddr_in address = loopback(80);
  CHECK(uv_getnameinfo(&loop, &by_address, on_name, (const struct sockaddr*)&address,
                       NI_NUMERICHOST) == 0);
  made("GETNAMEINFOREQWRAP");
  CHECK(uv_random(&loop, &random_request, bytes, sizeof bytes, 0, on_random) == 0);
  made("RANDOMBYTESREQUEST");
}

static void cancel_all(void) {
  uv_req_t* const requests[] = {
      (uv_req_t*)&work,    (uv_req_t*)&files[0],   (uv_req_t*)&files[1],      (uv_req_t*)&files[2],
      (uv_req_t*)&by_name, (uv_req_t*)&by_address, (uv_req_t*)&random_request};
  for (size_t i = 0; i < sizeof requests / sizeof *requests; ++i)
    CHECK(uv_cancel(requests[i]) == 0);
}

int main(void) {
  CHECK(uv_os_setenv("UV_THREADPOOL_SIZE", "1") == 0);
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_sem_init(&running, 0) == 0 && uv_sem_init(&release, 0) == 0);
  CHECK(uv_queue_work(&loop, &blocking, block, on_done) == 0);
  made("WORKREQWRAP");
  uv_sem_wait(&running);
  queue_all();
  cancel_all();
  FAILS(uv_cancel((uv_req_t*)&blocking), UV_EBUSY);  // runs
  uv_connect_t of_no_pool;
  memset(&of_no_pool, 0, sizeof of_no_pool);
  of_no_pool.type = UV_CONNECT;
  CHECK(uv_cancel((uv_req_t*)&of_no_pool) == UV_EINVAL);
  uv_sem_post(&release);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  CHECK(uv_queue_work(&loop, &after_all, nothing, on_done) == 0);
  made("WORKREQWRAP");
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("cancelled %d\n", cancelled);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
