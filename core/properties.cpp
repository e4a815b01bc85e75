#include "core/properties.h"

#include <atomic>

namespace uvscope::core {

std::uint64_t detail::newPropertyId() {
  static std::atomic<std::uint64_t> last = 0;
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

void Properties::Ender::operator()(std::vector<Property>* list) const {
  delete list;
}

std::any* Properties::findAny(std::uint64_t id) const {
  if (!list_) return nullptr;
  for (const Property& property : *list_) {
    if (property.id == id) return property.value.get();
  }
  return nullptr;
}

std::any& Properties::place(std::uint64_t id) {
  if (std::any* const found = findAny(id)) return *found;
  if (!list_) list_.reset(new std::vector<Property>);
  return *list_->emplace_back(Property{id, std::make_unique<std::any>()}).value;
}

}  // namespace uvscope::core
