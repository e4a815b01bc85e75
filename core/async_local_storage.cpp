#include "core/async_local_storage.h"

#include <atomic>

namespace uvscope::core::detail {

StorageId newStorageId() {
  static std::atomic<StorageId> last = 0;
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

StoreScope::StoreScope(Environment& environment, StorageId storage, StorePtr store)
    : environment_(environment), storage_(storage), depth_(environment.stack().depth()) {
  environment.storages().enable(storage);
  Stores& stores = environment.currentSlots().stores;
  outer_ = stores;
  inner_ = stores.with(storage, std::move(store));
  stores = inner_;
}

StoreScope::~StoreScope() {
  ResourceSlots* const slots = environment_.stack().at(depth_).slots;
  if (slots == nullptr) return;
  // Unless somebody inside set another one for good (enterWith), the former list is back as it was.
  slots->stores = slots->stores == inner_ ? std::move(outer_)
                                          : slots->stores.with(storage_, outer_.share(storage_));
}

}  // namespace uvscope::core::detail
