// Documentation, "async_hooks.createHook(callbacks)" and "asyncHook.enable()": a hook with only the
// callbacks that are of interest, enabled as it is made. Prints what was made and what has ended.
#include <map>
#include <string>

#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;
using namespace std::chrono_literals;

int main() {
  std::map<AsyncId, std::string> alive;
  // The hook lasts as long as this variable: JavaScript keeps an enabled hook, C++ its owner does.
  const AsyncHook hook =
      createHook({
                     .init = [&](AsyncId id, std::string_view type, AsyncId,
                                 const ResourceObject&) { alive.emplace(id, type); },
                     .destroy = [&](AsyncId id) { alive.erase(id); },
                 })
          .enable();
  return run([&alive] {
    setTimeout([] {}, 1ms);
    setImmediate([] {});
    for (const auto& [id, type] : alive)
      print("alive: ", type);
    onExit([&alive](int) { print("alive at exit: ", alive.size()); });
  });
}
