// Names and addresses: found, not found, many at once, refused at once, by hints; all of this
// machine alone.
#include <netdb.h>

#include "count.h"

enum { kAtOnce = 8 };

static uv_loop_t loop;
static uv_getaddrinfo_t at_once[kAtOnce], service_only, not_found, refused;
static uv_getnameinfo_t name, name6, bad_family;
static int found, missed, names;

static void on_found(uv_getaddrinfo_t* request, int status, struct addrinfo* result) {
  (void)request;
  CHECK(status == 0 && result != NULL);
  ++found;
  uv_freeaddrinfo(result);
  finished("GETADDRINFOREQWRAP");
}

static void on_not_found(uv_getaddrinfo_t* request, int status, struct addrinfo* result) {
  (void)request;
  CHECK(status < 0 && result == NULL);
  ++missed;
  finished("GETADDRINFOREQWRAP");
}

static void on_name(uv_getnameinfo_t* request, int status, const char* host, const char* service) {
  (void)request;
  CHECK(status == 0 && host != NULL && service != NULL);
  ++names;
  finished("GETNAMEINFOREQWRAP");
}

static void look_up(uv_getaddrinfo_t* request, uv_getaddrinfo_cb callback, const char* node,
                    const char* service) {
  struct addrinfo hints;
  memset(&hints, 0, sizeof hints);
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;  // asks no server
  hints.ai_socktype = SOCK_STREAM;
  CHECK(uv_getaddrinfo(&loop, request, callback, node, service, &hints) == 0);
  made("GETADDRINFOREQWRAP");
}

static void name_of(uv_getnameinfo_t* request, const void* address) {
  CHECK(uv_getnameinfo(&loop, request, on_name, address, NI_NUMERICHOST | NI_NUMERICSERV) == 0);
  made("GETNAMEINFOREQWRAP");
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  for (int i = 0; i < kAtOnce; ++i)
    look_up(&at_once[i], on_found, i % 2 == 0 ? "127.0.0.1" : "::1", "80");
  look_up(&service_only, on_found, NULL, "80");
  look_up(&not_found, on_not_found, "no number", "80");
  CHECK(uv_getaddrinfo(&loop, &refused, on_not_found, NULL, NULL, NULL) == UV_EINVAL);
  char long_name[300];
  memset(long_name, 'a', sizeof long_name - 1);
  long_name[sizeof long_name - 1] = '\0';
  CHECK(uv_getaddrinfo(&loop, &refused, on_not_found, long_name, NULL, NULL) < 0);
  const struct sockaddr_in address = loopback(80);
  struct sockaddr_in6 address6;
  CHECK(uv_ip6_addr("::1", 80, &address6) == 0);
  name_of(&name, &address);
  name_of(&name6, &address6);
  struct sockaddr strange;
  memset(&strange, 0, sizeof strange);
  strange.sa_family = AF_UNIX;
  CHECK(uv_getnameinfo(&loop, &bad_family, on_name, &strange, 0) == UV_EINVAL);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("found %d missed %d names %d\n", found, missed, names);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
