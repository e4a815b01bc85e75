// Uses the API and plain libuv, both on the main thread and on another.
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include <uv.h>
#include <uvscope/async_hooks.h>

namespace {

using namespace std::chrono_literals;
using namespace uvscope;  // NOLINT(google-build-using-namespace): as its users write

class Query : public AsyncResource {
 public:
  Query() : AsyncResource("Query") {}

  void answer() {
    runInAsyncScope([] { nextTick([] { std::puts("answered"); }); });
  }
};

Promise<void> waitTwice() {
  co_await Promise<void>([](const auto& resolve, const auto&) { setTimeout(resolve, 1ms); });
  co_await Promise<void>([](const auto& resolve, const auto&) { setImmediate(resolve); });
}

void onThread() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  setTimeout([] { const AsyncResource resource("ThreadResource"); }, 1ms);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

}  // namespace

int main() {
  return run([] {
    const auto query = std::make_shared<Query>();
    static uv_timer_t timer;
    uv_timer_init(uv_default_loop(), &timer);
    uv_timer_start(
        &timer,
        [](uv_timer_t* handle) { uv_close(reinterpret_cast<uv_handle_t*>(handle), nullptr); }, 1,
        0);
    setTimeout([query] { query->answer(); }, 2ms);
    waitTwice();
    std::thread(onThread).join();
  });
}
