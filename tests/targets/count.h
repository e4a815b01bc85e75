// What the targets share: ordinary libuv programs that know nothing of uvscope. They count their
// own resources, under Node's names for them, and print the counts at the end, a line each:
//
//   count KIND MADE ENDED
//   ran KIND TIMES          callbacks but those of uv_close; from programs that count any
//   overwritten KIND TIMES  made anew in the same memory before they had ended
//   failed FUNCTION TIMES   calls about a handle that libuv refused, that one not being closed
//   misused FUNCTION TIMES  calls on a handle that was being closed
//   alive NUMBER            handles that uv_walk still finds
#pragma once

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "check.h"

// A call that is meant to fail, about a handle that is known and not being closed.
#define FAILS(call, error)     \
  do {                         \
    CHECK((call) == (error));  \
    counted_call(#call, 0, 1); \
  } while (0)

// A call on a handle that is being closed, whatever comes of it.
#define MISUSES(call)          \
  do {                         \
    (void)(call);              \
    counted_call(#call, 1, 0); \
  } while (0)

struct count {
  const char* kind;
  int made, ended, ran, overwritten;
};

struct call_count {
  char function[40];
  int misused, failed;
};

static struct count counts[32];
static struct call_count call_counts[64];
static int any_ran;
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;

// With `counting` held.
static struct count* count_of(const char* kind) {
  struct count* count = counts;
  while (count->kind != NULL && strcmp(count->kind, kind) != 0)
    ++count;
  CHECK(count < counts + 31);
  count->kind = kind;
  return count;
}

static inline void add_count(const char* kind, int more_made, int more_ended, int more_ran) {
  pthread_mutex_lock(&counting);
  struct count* const count = count_of(kind);
  count->made += more_made;
  count->ended += more_ended;
  count->ran += more_ran;
  any_ran |= more_ran;
  pthread_mutex_unlock(&counting);
}

static inline void made(const char* kind) {
  add_count(kind, 1, 0, 0);
}

static inline void ended(const char* kind) {
  add_count(kind, 0, 1, 0);
}

static inline void ran(const char* kind) {
  add_count(kind, 0, 0, 1);
}

// A resource is begun in the memory of one that has not ended.
static inline void overwrites(const char* kind) {
  pthread_mutex_lock(&counting);
  ++count_of(kind)->overwritten;
  pthread_mutex_unlock(&counting);
}

// In the callback of a request.
static inline void finished(const char* kind) {
  add_count(kind, 0, 1, 1);
}

// A server is made as a plain stream.
static inline void becomes(const char* old_kind, const char* new_kind) {
  add_count(old_kind, -1, 0, 0);
  add_count(new_kind, 1, 0, 0);
}

// `call` is the text of the call.
static inline void counted_call(const char* call, int misused, int failed) {
  const size_t length = strcspn(call, "(");
  struct call_count* count = call_counts;
  CHECK(length < sizeof count->function);
  while (count->function[0] != '\0' &&
         (strlen(count->function) != length || memcmp(count->function, call, length) != 0))
    ++count;
  CHECK(count < call_counts + 63);
  memcpy(count->function, call, length);
  count->misused += misused;
  count->failed += failed;
}

// The following are for handles that carry their kind in `data`.
static inline void born(void* handle, const char* kind) {
  ((uv_handle_t*)handle)->data = (void*)kind;
  made(kind);
}

// A handle that listens now.
static inline void serves(void* handle, const char* kind) {
  becomes(((uv_handle_t*)handle)->data, kind);
  ((uv_handle_t*)handle)->data = (void*)kind;
}

static inline void called(const void* handle) {
  ran(((const uv_handle_t*)handle)->data);
}

static inline void count_closed(uv_handle_t* handle) {
  ended(handle->data);
}

static inline void finish(void* handle) {
  uv_close(handle, count_closed);
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

static inline int by_kind(const void* left, const void* right) {
  return strcmp(((const struct count*)left)->kind, ((const struct count*)right)->kind);
}

// Sorted, because what is counted first may be up to the system.
static inline void report(uv_loop_t* loop) {
  size_t kinds = 0;
  while (counts[kinds].kind != NULL)
    ++kinds;
  qsort(counts, kinds, sizeof *counts, by_kind);
  for (const struct count* count = counts; count->kind != NULL; ++count) {
    if (count->made == 0) continue;
    printf("count %s %d %d\n", count->kind, count->made, count->ended);
    if (any_ran) printf("ran %s %d\n", count->kind, count->ran);
    if (count->overwritten != 0) printf("overwritten %s %d\n", count->kind, count->overwritten);
  }
  for (const struct call_count* count = call_counts; count->function[0] != '\0'; ++count) {
    if (count->failed != 0) printf("failed %s %d\n", count->function, count->failed);
    if (count->misused != 0) printf("misused %s %d\n", count->function, count->misused);
  }
  if (loop != NULL) printf("alive %d\n", alive_handles(loop));
  fflush(stdout);
}

static inline struct sockaddr_in loopback(int port) {
  struct sockaddr_in address;
  CHECK(uv_ip4_addr("127.0.0.1", port, &address) == 0);
  return address;
}
