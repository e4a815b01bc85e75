#include "core/stores.h"

#include <algorithm>
#include <memory>
#include <new>

namespace uvscope::core {

Stores::List* Stores::List::make(std::vector<Entry> entries) {
  static_assert(alignof(List) <= alignof(Entry) && sizeof(List) % alignof(Entry) == 0);
  void* const memory = ::operator new(sizeof(List) + entries.size() * sizeof(Entry));
  auto* const list = new (memory) List(entries.size());
  std::uninitialized_move(entries.begin(), entries.end(), list->entries());
  return list;
}

Stores::List::~List() {
  std::destroy_n(entries(), size_);
}

const Stores::Entry* Stores::List::findFurther(StorageId storage) const {
  const Entry* const found =
      std::find_if(begin() + 1, end(), [storage](const Entry& e) { return e.storage == storage; });
  return found != end() ? found : nullptr;
}

Stores::Stores(std::vector<Entry> entries) {
  if (!entries.empty()) list_ = CountedPtr<List>(List::make(std::move(entries)));
}

std::vector<Stores::Entry> Stores::entries() const {
  return list_ ? std::vector<Entry>(list_->begin(), list_->end()) : std::vector<Entry>{};
}

std::optional<StorePtr> Stores::share(StorageId storage) const {
  const Entry* const entry = list_ ? list_->find(storage) : nullptr;
  return entry != nullptr ? std::optional(entry->store) : std::nullopt;
}

Stores Stores::with(StorageId storage, std::optional<StorePtr> store) const {
  std::vector<Entry> changed = entries();
  std::erase_if(changed, [storage](const Entry& entry) { return entry.storage == storage; });
  if (store) changed.insert(changed.begin(), {storage, *std::move(store)});
  return Stores(std::move(changed));
}

Stores Stores::without(const std::vector<StorageId>& storages) const {
  std::vector<Entry> kept = entries();
  const std::size_t left = std::erase_if(kept, [&storages](const Entry& entry) {
    return std::find(storages.begin(), storages.end(), entry.storage) != storages.end();
  });
  return left == 0 ? *this : Stores(std::move(kept));
}

}  // namespace uvscope::core
