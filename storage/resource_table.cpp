#include "storage/resource_table.h"

#include <utility>

namespace uvscope::storage {

ResourceTable::Page* ResourceTable::lookUp(const PageKey& wanted, Recent& recent) {
  const auto found = pages_.find(wanted);
  if (found == pages_.end()) return nullptr;
  recent = {wanted, found->second.get()};
  return recent.page;
}

ResourceTable::Page& ResourceTable::addPage(PageKey key) {
  Page* const page = (pages_[key] = std::make_unique<Page>()).get();
  recentOf(key) = {key, page};
  return *page;
}

ResourceEntry& ResourceTable::newEntry() {
  if (pool_used_ == kPageEntries) {
    pool_.push_back(std::make_unique<std::array<ResourceEntry, kPageEntries>>());
    pool_used_ = 0;
  }
  return (*pool_.back())[pool_used_++];
}

void ResourceTable::vacate(PageKey key, Page& page, Slot& slot) {
  slot.clear();
  if (--page.used != 0) return;
  recentOf(key) = {};
  pages_.erase(key);
}

void ResourceTable::erase(core::ResourceKey key) {
  Page* const page = pageOf(key);
  if (page == nullptr) return;
  Slot& slot = page->slots[key.id.value % kPageEntries];
  if (slot.entry() == nullptr) return;
  free_.push_back(slot.entry());
  vacate(pageKey(key), *page, slot);
}

void ResourceTable::retire(core::ResourceKey key, std::uint32_t number) {
  Page& page = *pageOf(key);
  Slot& slot = page.slots[key.id.value % kPageEntries];
  free_.push_back(slot.entry());
  slot.retire(number);
  if (!std::exchange(page.has_retired, true)) with_retired_.push_back(pageKey(key));
}

std::optional<std::uint32_t> ResourceTable::retired(core::ResourceKey key) {
  const Page* const page = pageOf(key);
  if (page == nullptr) return std::nullopt;
  const Slot& slot = page->slots[key.id.value % kPageEntries];
  return slot.isRetired() ? std::optional(slot.number()) : std::nullopt;
}

void ResourceTable::forgetRetired() {
  for (const PageKey key : with_retired_) {
    const auto found = pages_.find(key);
    if (found == pages_.end()) continue;  // all came back, and were erased
    Page& page = *found->second;
    page.has_retired = false;
    std::size_t used = 0;
    for (Slot& slot : page.slots) {
      if (slot.isRetired()) slot.clear();
      used += slot.empty() ? 0 : 1;
    }
    page.used = used;
    if (used != 0) continue;
    recentOf(key) = {};
    pages_.erase(found);
  }
  with_retired_.clear();
}

}  // namespace uvscope::storage
