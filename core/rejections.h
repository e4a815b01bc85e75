// Promises that were rejected while nobody handled them.
#pragma once

#include <vector>

namespace uvscope::core {

class Environment;
class PromiseBase;

class Rejections {
 public:
  Rejections() = default;
  ~Rejections();
  Rejections(const Rejections&) = delete;
  Rejections& operator=(const Rejections&) = delete;

  // `promise` was rejected and has no handler yet.
  void add(PromiseBase& promise);

  [[nodiscard]] bool pending() const { return !pending_.empty(); }

  // Reports those that still have no handler, when ticks and microtasks are done. Whether there
  // was anything to look at.
  bool process(Environment& environment);

 private:
  std::vector<PromiseBase*> pending_;  // each counted
};

}  // namespace uvscope::core
