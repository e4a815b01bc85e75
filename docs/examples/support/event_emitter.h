// The least of Node's EventEmitter: listeners are called in order, in the context of who emits.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace example {

template <class... Arguments>
class EventEmitter {
 public:
  using Listener = std::function<void(Arguments...)>;

  void on(const std::string& event, Listener listener) {
    listeners_[event].push_back(std::move(listener));
  }

  // A listener may add others; they are called from the next time on.
  void emit(const std::string& event, Arguments... arguments) {
    const std::vector<Listener> now = listeners_[event];
    for (const Listener& listener : now)
      listener(arguments...);
  }

 private:
  std::map<std::string, std::vector<Listener>> listeners_;
};

}  // namespace example
