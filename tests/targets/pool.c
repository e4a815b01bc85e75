// The thread pool: work, cancelled work, random bytes, names and addresses; some without callbacks.
#include <netdb.h>

#include "count.h"

static uv_loop_t loop;
static uv_work_t works[12], silent;
static uv_random_t random_request, sync_random;
static uv_getaddrinfo_t by_name, sync_by_name;
static uv_getnameinfo_t by_address, sync_by_address;
static unsigned char bytes[16];
static int cancelled;

static void work(uv_work_t* request) {
  (void)request;
  uv_sleep(2);
}

static void after_work(uv_work_t* request, int status) {
  (void)request;
  if (status == UV_ECANCELED) {
    printf("cancelled\n");
  }
  ended("WORKREQWRAP");
}

static void on_random(uv_random_t* request, int status, void* buffer, size_t size) {
  (void)request;
  CHECK(status == 0 && buffer == bytes && size == sizeof bytes);
  ended("RANDOMBYTESREQUEST");
}

static void on_address(uv_getaddrinfo_t* request, int status, struct addrinfo* result) {
  (void)request;
  CHECK(status == 0 && result != NULL);
  uv_freeaddrinfo(result);
  ended("GETADDRINFOREQWRAP");
}

static void on_name(uv_getnameinfo_t* request, int status, const char* host, const char* service) {
  (void)request;
  CHECK(status == 0);
  printf("name %s %s\n", host, service);
  ended("GETNAMEINFOREQWRAP");
}

static void look_up(void) {
  struct addrinfo hints;
  memset(&hints, 0, sizeof hints);
  hints.ai_flags = AI_NUMERICHOST;
  CHECK(uv_getaddrinfo(&loop, &by_name, on_address, "127.0.0.1", "80", &hints) == 0);
  made("GETADDRINFOREQWRAP");
  CHECK(uv_getaddrinfo(&loop, &sync_by_name, NULL, "127.0.0.1", "80", &hints) == 0);
  uv_freeaddrinfo(sync_by_name.addrinfo);
  CHECK(uv_getaddrinfo(&loop, &sync_by_name, on_address, NULL, NULL, NULL) == UV_EINVAL);
  const struct sockaddr_in address = loopback(80);
  const struct sockaddr* const generic = (const struct sockaddr*)&address;
  const int flags = NI_NUMERICHOST | NI_NUMERICSERV;
  CHECK(uv_getnameinfo(&loop, &by_address, on_name, generic, flags) == 0);
  made("GETNAMEINFOREQWRAP");
  CHECK(uv_getnameinfo(&loop, &sync_by_address, NULL, generic, flags) == 0);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_queue_work(&loop, &silent, NULL, after_work) == UV_EINVAL);
  CHECK(uv_queue_work(&loop, &silent, work, NULL) == 0);
  made("WORKREQWRAP");
  ended("WORKREQWRAP");
  for (int i = 0; i < 12; ++i) {
    CHECK(uv_queue_work(&loop, &works[i], work, after_work) == 0);
    made("WORKREQWRAP");
  }
  // The last has to wait for one of the pool's four threads.
  if (uv_cancel((uv_req_t*)&works[11]) == 0) ++cancelled;
  CHECK(uv_random(&loop, &random_request, bytes, sizeof bytes, 0, on_random) == 0);
  made("RANDOMBYTESREQUEST");
  CHECK(uv_random(NULL, &sync_random, bytes, sizeof bytes, 0, NULL) == 0);
  look_up();
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("cancelled %d\n", cancelled);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
