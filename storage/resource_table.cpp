#include "storage/resource_table.h"

namespace uvscope::storage {

ResourceTable::Page* ResourceTable::lookUp(const PageKey& wanted, Recent& recent) {
  const auto found = pages_.find(wanted);
  if (found == pages_.end()) return nullptr;
  recent = {wanted, found->second.get()};
  return recent.page;
}

ResourceEntry& ResourceTable::freshEntry() {
  if (!free_.empty()) {
    ResourceEntry* const entry = free_.back();
    free_.pop_back();
    std::destroy_at(entry);
    return *std::construct_at(entry);
  }
  if (pool_used_ == kPageEntries) {
    pool_.push_back(std::make_unique<std::array<ResourceEntry, kPageEntries>>());
    pool_used_ = 0;
  }
  return (*pool_.back())[pool_used_++];
}

ResourceEntry& ResourceTable::insert(core::ResourceKey key) {
  Page* page = pageOf(key);
  if (page == nullptr) {
    const PageKey wanted{key.context.value, key.id.value / kPageEntries};
    page = (pages_[wanted] = std::make_unique<Page>()).get();
    recent_[(wanted.number ^ wanted.context) % kRecent] = {wanted, page};
  }
  ResourceEntry* const entry = &freshEntry();
  entry->record.key = key;
  page->entries[key.id.value % kPageEntries] = entry;
  ++page->used;
  ++size_;
  return *entry;
}

void ResourceTable::erase(core::ResourceKey key) {
  Page* const page = pageOf(key);
  if (page == nullptr) return;
  ResourceEntry*& entry = page->entries[key.id.value % kPageEntries];
  if (entry == nullptr) return;
  free_.push_back(entry);
  entry = nullptr;
  --size_;
  if (--page->used != 0) return;
  const PageKey wanted{key.context.value, key.id.value / kPageEntries};
  recent_[(wanted.number ^ wanted.context) % kRecent] = {};
  pages_.erase(wanted);
}

void ResourceTable::clear() {
  *this = ResourceTable();
}

}  // namespace uvscope::storage
