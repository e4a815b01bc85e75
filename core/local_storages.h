// Which AsyncLocalStorage instances are in use in one thread.
#pragma once

#include <algorithm>
#include <vector>

#include "core/stores.h"

namespace uvscope::core {

class LocalStorages {
 public:
  // From run() and enterWith().
  void enable(StorageId storage) {
    if (any_disabled_) takeFromDisabled(storage);
    if (!contains(enabled_, storage)) enabled_.push_back(storage);
  }

  // Its stores are invisible from now on, and not handed on, until it is enabled (rule 84).
  void disable(StorageId storage) {
    if (std::erase(enabled_, storage) == 0) return;
    disabled_.push_back(storage);
    any_disabled_ = true;
  }

  // The instance has ended.
  void forget(StorageId storage) {
    std::erase(enabled_, storage);
    takeFromDisabled(storage);
  }

  // An instance in use tracks promises as a hook does (rule 55).
  [[nodiscard]] bool any() const { return !enabled_.empty(); }

  [[nodiscard]] bool isEnabled(StorageId storage) const { return contains(enabled_, storage); }

  [[nodiscard]] bool isDisabled(StorageId storage) const {
    return any_disabled_ && contains(disabled_, storage);
  }

  // What a new resource inherits of its creator's.
  [[nodiscard]] Stores handedOn(const Stores& stores) const {
    return any_disabled_ ? stores.without(disabled_) : stores;
  }

 private:
  void takeFromDisabled(StorageId storage) {
    std::erase(disabled_, storage);
    any_disabled_ = !disabled_.empty();
  }

  // Not inline: getStore() asks it seldom and shall stay small.
  [[gnu::noinline]] static bool contains(const std::vector<StorageId>& list, StorageId storage) {
    return std::find(list.begin(), list.end(), storage) != list.end();
  }

  std::vector<StorageId> enabled_;
  std::vector<StorageId> disabled_;
  bool any_disabled_ = false;  // whether disabled_ has some: what getStore() asks
};

}  // namespace uvscope::core
