// What a program attaches to a resource for itself: the counterpart of setting a property on the
// resource object in JavaScript (rule 80).
#pragma once

#include <any>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace uvscope::core {

namespace detail {
std::uint64_t newPropertyId();
}  // namespace detail

// Names a property of type T, as a Symbol does: two keys never name the same property. May be used
// by every thread.
template <class T>
class PropertyKey {
 public:
  PropertyKey() : id_(detail::newPropertyId()) {}

  [[nodiscard]] std::uint64_t id() const { return id_; }

 private:
  std::uint64_t id_;
};

// The properties of one resource. Costs a pointer while there are none.
class Properties {
 public:
  // Null when there is no such property.
  template <class T>
  [[nodiscard]] T* find(const PropertyKey<T>& key) const {
    std::any* const value = findAny(key.id());
    return value != nullptr ? std::any_cast<T>(value) : nullptr;
  }

  template <class T>
  T& set(const PropertyKey<T>& key, T value) {
    return place(key.id()).template emplace<T>(std::move(value));
  }

 private:
  struct Property {
    std::uint64_t id;
    std::unique_ptr<std::any> value;  // where it is stays the same as others come
  };

  [[nodiscard]] std::any* findAny(std::uint64_t id) const;
  std::any& place(std::uint64_t id);

  // Most resources have none: the code for their end stays out of line.
  struct Ender {
    void operator()(std::vector<Property>* list) const;
  };

  std::unique_ptr<std::vector<Property>, Ender> list_;
};

}  // namespace uvscope::core
