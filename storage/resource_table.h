// Finds the resources that are in memory by context and id. Ids of a context rise by one or little
// more, and what is asked for is mostly young, so that ids lead straight to a page of 256.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "storage/resource_entry.h"

namespace uvscope::storage {

class ResourceTable {
 public:
  // Null if there is none. Entries do not move.
  [[nodiscard]] ResourceEntry* find(core::ResourceKey key) {
    Page* const page = pageOf(key);
    return page == nullptr ? nullptr : page->entries[key.id.value % kPageEntries];
  }

  // A fresh entry of `key`, which must not be there yet.
  ResourceEntry& insert(core::ResourceKey key);
  void erase(core::ResourceKey key);

  void clear();

  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kPageEntries = 256;
  static constexpr std::size_t kRecent = 64;

  struct PageKey {
    std::uint32_t context = 0;
    std::uint64_t number = 0;
    friend bool operator==(const PageKey&, const PageKey&) = default;
  };

  struct PageHash {
    std::size_t operator()(const PageKey& key) const {
      return (key.number ^ (std::uint64_t{key.context} << 40)) * 0x9e3779b97f4a7c15U >> 20U;
    }
  };

  struct Page {
    std::array<ResourceEntry*, kPageEntries> entries{};
    std::size_t used = 0;
  };

  struct Recent {
    PageKey key;
    Page* page = nullptr;
  };

  [[nodiscard]] Page* pageOf(core::ResourceKey key) {
    const PageKey wanted{key.context.value, key.id.value / kPageEntries};
    Recent& recent = recent_[(wanted.number ^ wanted.context) % kRecent];
    if (recent.key.number == wanted.number && recent.key.context == wanted.context)
      return recent.page;
    return lookUp(wanted, recent);
  }

  Page* lookUp(const PageKey& wanted, Recent& recent);
  ResourceEntry& freshEntry();

  std::unordered_map<PageKey, std::unique_ptr<Page>, PageHash> pages_;
  std::array<Recent, kRecent> recent_{};
  std::vector<std::unique_ptr<std::array<ResourceEntry, kPageEntries>>> pool_;
  std::size_t pool_used_ = kPageEntries;  // of the last array
  std::vector<ResourceEntry*> free_;
  std::size_t size_ = 0;
};

}  // namespace uvscope::storage
