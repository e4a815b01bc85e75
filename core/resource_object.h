// The object that stands for a resource: what init is given and executionAsyncResource() returns.
#pragma once

#include <utility>

#include "core/async_id.h"
#include "core/environment.h"
#include "core/properties.h"

namespace uvscope::core {

// A handle; equal when it means the same resource (rule 79). Its properties may be used during the
// call that it was given to, on that call's thread; kept longer it serves for comparing only.
class ResourceObject {
 public:
  // `slots`: null where the environment keeps them, by id.
  ResourceObject(Environment& environment, AsyncId id, void* target, ResourceSlots* slots)
      : environment_(&environment), id_(id), target_(target), slots_(slots) {}

  // kBootstrapId or kNativeId outside of any callback, where one object serves both.
  [[nodiscard]] AsyncId asyncId() const { return id_; }

  // The uv handle or request, the AsyncResource, Timeout and so on; null outside of any callback.
  [[nodiscard]] void* target() const { return target_; }

  // Null when the resource has no such property. Valid as long as the resource is.
  template <class T>
  [[nodiscard]] T* find(const PropertyKey<T>& key) const {
    const ResourceSlots* const slots = slots_ != nullptr ? slots_ : environment_->slotsOf(id_);
    return slots != nullptr ? slots->properties.find(key) : nullptr;
  }

  template <class T>
  T& set(const PropertyKey<T>& key, T value) const {
    ResourceSlots& slots = slots_ != nullptr ? *slots_ : *environment_->slotsOf(id_, true);
    return slots.properties.set(key, std::move(value));
  }

  // As in JavaScript, where reading what is not there gives undefined: a T{} is put there.
  template <class T>
  T& operator[](const PropertyKey<T>& key) const {
    T* const found = find(key);
    return found != nullptr ? *found : set(key, T{});
  }

  friend bool operator==(const ResourceObject& a, const ResourceObject& b) {
    const bool same_level = a.id_ == b.id_ || (isSyntheticRoot(a.id_) && isSyntheticRoot(b.id_));
    return a.environment_ == b.environment_ && same_level;
  }

 private:
  Environment* environment_;
  AsyncId id_;
  void* target_;
  ResourceSlots* slots_;
};

// async_hooks.executionAsyncResource of this thread. Throws ERR_UVSCOPE_NO_ENVIRONMENT.
ResourceObject executionAsyncResource();

}  // namespace uvscope::core
