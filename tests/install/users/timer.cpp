// The C++ program of somebody who has installed uvscope: a timer of libuv's own and one of the API.
#include <iostream>
#include <string>

#include <uv.h>
#include <uvscope/async_hooks.h>
#include <uvscope/async_hooks_c.h>

using namespace uvscope;
using namespace std::chrono_literals;

int main() {
  std::cout << "instrumented: " << uvscope_instruments_libuv() << '\n';
  const AsyncHook hook =
      createHook({
                     .init =
                         [](AsyncId id, std::string_view type, AsyncId, const ResourceObject&) {
                           std::cout << "init " << type << ' ' << id.value << '\n';
                         },
                     .before = [](AsyncId id) { std::cout << "before " << id.value << '\n'; },
                     .destroy = [](AsyncId id) { std::cout << "destroy " << id.value << '\n'; },
                 })
          .enable();
  uv_timer_t timer;
  uv_timer_init(uv_default_loop(), &timer);
  uv_timer_start(
      &timer, [](uv_timer_t* due) { uv_close(reinterpret_cast<uv_handle_t*>(due), nullptr); }, 1,
      0);
  return run([] { setTimeout([] {}, 50ms); });
}
