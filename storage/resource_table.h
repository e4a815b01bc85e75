// Finds the resources that are in memory by context and id. Ids of a context rise by one or little
// more, and what is asked for is mostly young, so that ids lead straight to a page of 256.
//
// Of a resource that is retired nothing is left here but a number.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "storage/resource_entry.h"

namespace uvscope::storage {

class ResourceTable {
 public:
  // Null if there is none. Entries do not move.
  [[nodiscard]] ResourceEntry* find(core::ResourceKey key) {
    const Page* const page = pageOf(key);
    return page == nullptr ? nullptr : page->slots[key.id.value % kPageEntries].entry();
  }

  // A fresh entry of `key`, which must not be there yet; it may have been retired.
  ResourceEntry& insert(core::ResourceKey key) {
    Page* const found = pageOf(key);
    Page& page = found != nullptr ? *found : addPage(pageKey(key));
    ResourceEntry& entry = freshEntry();
    entry.record.key = key;
    Slot& slot = page.slots[key.id.value % kPageEntries];
    if (slot.empty()) ++page.used;
    slot.set(entry);
    return entry;
  }

  void erase(core::ResourceKey key);

  // The entry of `key`, which must be there, makes room for others; `number` is what is left of it.
  void retire(core::ResourceKey key, std::uint32_t number);
  // The number that `key` was retired with.
  [[nodiscard]] std::optional<std::uint32_t> retired(core::ResourceKey key);
  void forgetRetired();

 private:
  static constexpr std::size_t kPageEntries = 256;
  static constexpr std::size_t kRecent = 64;

  // An entry, or the number of a retired one, or nothing.
  class Slot {
   public:
    [[nodiscard]] ResourceEntry* entry() const { return isRetired() ? nullptr : pointer(); }

    [[nodiscard]] bool isRetired() const { return (value_ & 1U) != 0; }

    [[nodiscard]] bool empty() const { return value_ == 0; }

    [[nodiscard]] std::uint32_t number() const { return static_cast<std::uint32_t>(value_ >> 1U); }

    void set(ResourceEntry& entry) { value_ = reinterpret_cast<std::uintptr_t>(&entry); }

    void retire(std::uint32_t number) { value_ = std::uint64_t{number} << 1U | 1U; }

    void clear() { value_ = 0; }

   private:
    [[nodiscard]] ResourceEntry* pointer() const {
      // NOLINTNEXTLINE(performance-no-int-to-ptr): an address fits, and a number beside it
      return reinterpret_cast<ResourceEntry*>(static_cast<std::uintptr_t>(value_));
    }

    std::uint64_t value_ = 0;  // addresses are even
  };

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
    std::array<Slot, kPageEntries> slots{};
    std::size_t used = 0;  // slots that are not empty
    bool has_retired = false;
  };

  struct Recent {
    PageKey key{~std::uint32_t{0}, ~std::uint64_t{0}};  // of no page
    Page* page = nullptr;
  };

  static PageKey pageKey(core::ResourceKey key) {
    return {key.context.value, key.id.value / kPageEntries};
  }

  [[nodiscard]] Recent& recentOf(PageKey key) {
    return recent_[(key.number ^ key.context) % kRecent];
  }

  [[nodiscard]] Page* pageOf(core::ResourceKey key) {
    const PageKey wanted = pageKey(key);
    Recent& recent = recentOf(wanted);
    if (recent.key.number == wanted.number && recent.key.context == wanted.context)
      return recent.page;
    return lookUp(wanted, recent);
  }

  Page* lookUp(const PageKey& wanted, Recent& recent);
  void vacate(PageKey key, Page& page, Slot& slot);
  Page& addPage(PageKey key);

  ResourceEntry& freshEntry() {
    if (free_.empty()) return newEntry();
    ResourceEntry* const entry = free_.back();
    free_.pop_back();
    std::destroy_at(entry);
    return *std::construct_at(entry);
  }

  ResourceEntry& newEntry();

  std::unordered_map<PageKey, std::unique_ptr<Page>, PageHash> pages_;
  std::array<Recent, kRecent> recent_{};
  std::vector<std::unique_ptr<std::array<ResourceEntry, kPageEntries>>> pool_;
  std::size_t pool_used_ = kPageEntries;  // of the last array
  std::vector<ResourceEntry*> free_;
  std::vector<PageKey> with_retired_;
};

}  // namespace uvscope::storage
