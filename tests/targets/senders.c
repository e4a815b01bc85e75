// uv_async_send from threads that make no other call of libuv, and out of a signal handler that
// interrupts them and the loop. Tells how often it was called.
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/time.h>

#include "count.h"

enum { kThreads = 3, kSends = 2000, kSignals = 100 };

static uv_loop_t loop;
static uv_async_t async;
static atomic_int sends;
static atomic_int signals;
static atomic_int senders_done;
static int finishing;

static void send_it(void) {
  ++sends;
  CHECK(uv_async_send(&async) == 0);
}

static void on_alarm(int number) {
  (void)number;
  if (signals++ < kSignals) send_it();
}

static void* run_sender(void* argument) {
  (void)argument;
  for (int i = 0; i < kSends; ++i)
    send_it();
  ++senders_done;
  return NULL;
}

static void on_wake(uv_async_t* handle) {
  if (finishing) uv_close((uv_handle_t*)handle, NULL);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_async_init(&loop, &async, on_wake) == 0);

  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_alarm;
  action.sa_flags = SA_RESTART;
  CHECK(sigaction(SIGALRM, &action, NULL) == 0);
  const struct itimerval often = {{0, 500}, {0, 500}};
  CHECK(setitimer(ITIMER_REAL, &often, NULL) == 0);

  pthread_t threads[kThreads];
  for (int i = 0; i < kThreads; ++i)
    CHECK(pthread_create(&threads[i], NULL, run_sender, NULL) == 0);
  while (senders_done != kThreads || signals < kSignals)
    CHECK(uv_run(&loop, UV_RUN_NOWAIT) != 0);
  const struct itimerval never = {{0, 0}, {0, 0}};
  CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
  for (int i = 0; i < kThreads; ++i)
    CHECK(pthread_join(threads[i], NULL) == 0);
  finishing = 1;
  send_it();
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&loop) == 0);
  printf("sends %d\n", (int)sends);
  return 0;
}
