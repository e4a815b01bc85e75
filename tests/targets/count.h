// What the targets share: ordinary libuv programs that know nothing of uvscope. They count their
// own resources, under Node's names for them, and print the counts at the end.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define CHECK(condition)                                              \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      abort();                                                        \
    }                                                                 \
  } while (0)

struct count {
  const char* kind;
  int made;
  int ended;
};

static struct count counts[32];

static struct count* count_of(const char* kind) {
  struct count* count = counts;
  while (count->kind != NULL && strcmp(count->kind, kind) != 0)
    ++count;
  CHECK(count < counts + 31);
  count->kind = kind;
  return count;
}

static inline void made(const char* kind) {
  ++count_of(kind)->made;
}

static inline void ended(const char* kind) {
  ++count_of(kind)->ended;
}

// A server is made as a plain stream.
static inline void becomes(const char* old_kind, const char* new_kind) {
  --count_of(old_kind)->made;
  ++count_of(new_kind)->made;
}

static inline void count_alive(uv_handle_t* handle, void* sum) {
  (void)handle;
  ++*(int*)sum;
}

static inline int alive_handles(uv_loop_t* loop) {
  int sum = 0;
  uv_walk(loop, count_alive, &sum);
  return sum;
}

// A line a kind, then what uv_walk still finds.
static inline void report(uv_loop_t* loop) {
  for (const struct count* count = counts; count->kind != NULL; ++count) {
    printf("count %s %d %d\n", count->kind, count->made, count->ended);
  }
  if (loop != NULL) printf("alive %d\n", alive_handles(loop));
  fflush(stdout);
}

static inline struct sockaddr_in loopback(int port) {
  struct sockaddr_in address;
  CHECK(uv_ip4_addr("127.0.0.1", port, &address) == 0);
  return address;
}
