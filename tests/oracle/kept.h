// Things that live until the process ends, as what a script holds in its variables does.
#pragma once

#include <memory>
#include <utility>

#include <uvscope/async_hooks.h>

namespace uvscope::oracle {

// Makes one.
template <class T, class... Arguments>
T& kept(Arguments&&... arguments) {
  const auto object = std::make_shared<T>(std::forward<Arguments>(arguments)...);
  onExit([object](int) {});
  return *object;
}

}  // namespace uvscope::oracle
