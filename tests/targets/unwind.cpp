// Callbacks that do not return: one throws through the loop, one ends its thread.
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <pthread.h>
#include <uv.h>

namespace {

uv_loop_t loop;
uv_timer_t throwing, ending;
int closed_handles = 0;

void onClosed(uv_handle_t* /*handle*/) {
  ++closed_handles;
}

void onThrowing(uv_timer_t* timer) {
  uv_close(reinterpret_cast<uv_handle_t*>(timer), onClosed);
  throw std::runtime_error("out of a callback");
}

void onEnding(uv_timer_t* timer) {
  uv_close(reinterpret_cast<uv_handle_t*>(timer), onClosed);
  pthread_exit(timer);
}

void start(uv_timer_t& timer, uv_timer_cb callback) {
  if (uv_timer_init(&loop, &timer) != 0 || uv_timer_start(&timer, callback, 0, 0) != 0)
    std::abort();
}

void* runInThread(void* /*unused*/) {
  start(ending, onEnding);
  uv_run(&loop, UV_RUN_DEFAULT);
  std::abort();
}

}  // namespace

int main() {
  if (uv_loop_init(&loop) != 0) return 2;
  start(throwing, onThrowing);
  try {
    uv_run(&loop, UV_RUN_DEFAULT);
    std::abort();
  } catch (const std::runtime_error& error) {
    std::printf("caught %s\n", error.what());
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  pthread_t thread{};
  if (pthread_create(&thread, nullptr, runInThread, nullptr) != 0) return 2;
  void* result = nullptr;
  pthread_join(thread, &result);
  uv_run(&loop, UV_RUN_DEFAULT);
  std::printf("closed %d, thread returned the timer: %d\n", closed_handles,
              result == &ending ? 1 : 0);
  std::printf("count TIMERWRAP 2 %d\n", closed_handles);
  return uv_loop_close(&loop) == 0 ? 0 : 1;
}
