// What every AsyncLocalStorage instance holds in one place: an immutable list that resources share
// by reference, so that handing it on to a new resource is copying a pointer (rule 86).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace uvscope::core {

// Names an AsyncLocalStorage instance in this process; never reused.
using StorageId = std::uint64_t;

// A counted reference to a `Counted`. Threads may share what it points to, as with std::shared_ptr;
// one pointer wide.
template <class Counted>
class CountedPtr {
 public:
  CountedPtr() = default;

  // Takes over the reference that a new object is born with.
  explicit CountedPtr(Counted* adopted) : pointer_(adopted) {}

  CountedPtr(const CountedPtr& other) : pointer_(other.pointer_) {
    if (pointer_ != nullptr) pointer_->references.fetch_add(1, std::memory_order_relaxed);
  }

  CountedPtr(CountedPtr&& other) noexcept : pointer_(std::exchange(other.pointer_, nullptr)) {}

  CountedPtr& operator=(CountedPtr other) noexcept {
    std::swap(pointer_, other.pointer_);
    return *this;
  }

  ~CountedPtr() {
    if (pointer_ == nullptr) return;
    if (pointer_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete pointer_;
  }

  [[nodiscard]] Counted* get() const { return pointer_; }

  Counted* operator->() const { return pointer_; }

  explicit operator bool() const { return pointer_ != nullptr; }

  friend bool operator==(const CountedPtr& a, const CountedPtr& b) = default;

 private:
  Counted* pointer_ = nullptr;
};

// One store, whatever its type.
struct Store {
  std::atomic<std::uint32_t> references = 1;

  Store() = default;
  virtual ~Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
};

using StorePtr = CountedPtr<Store>;

// The stores that hold in one place, at most one an instance. A value: copies share the list.
class Stores {
 public:
  Stores() = default;

  // Null when `storage` has no store here, or was set to nothing.
  [[nodiscard]] Store* find(StorageId storage) const {
    if (!list_) return nullptr;
    const Entry* const entry = list_->find(storage);
    return entry != nullptr ? entry->store.get() : nullptr;
  }

  // The same as a reference of its own; none: not set at all.
  [[nodiscard]] std::optional<StorePtr> share(StorageId storage) const;

  // These with that of `storage` replaced: by nothing where `store` is null; none: not set at all.
  [[nodiscard]] Stores with(StorageId storage, std::optional<StorePtr> store) const;

  // These without those of `storages`.
  [[nodiscard]] Stores without(const std::vector<StorageId>& storages) const;

  [[nodiscard]] bool empty() const { return !list_; }

  // Whether both share one list.
  friend bool operator==(const Stores&, const Stores&) = default;

 private:
  struct Entry {
    StorageId storage;
    StorePtr store;
  };

  // Its entries follow it in memory: on the way to a store each load waits for the one before.
  // Never empty, never changed once made.
  class List {
   public:
    static List* make(std::vector<Entry> entries);

    ~List();
    List(const List&) = delete;
    List& operator=(const List&) = delete;

    // The memory is that of make().
    static void operator delete(void* memory) { ::operator delete(memory); }

    [[nodiscard]] const Entry* begin() const { return reinterpret_cast<const Entry*>(this + 1); }

    [[nodiscard]] const Entry* end() const { return begin() + size_; }

    // Null when there is none. The first is the one set last, and so the one mostly asked for.
    [[nodiscard]] const Entry* find(StorageId storage) const {
      if (begin()->storage == storage) [[likely]]
        return begin();
      return findFurther(storage);
    }

    std::atomic<std::uint32_t> references = 1;

   private:
    explicit List(std::size_t size) : size_(static_cast<std::uint32_t>(size)) {}

    [[nodiscard]] const Entry* findFurther(StorageId storage) const;

    Entry* entries() { return reinterpret_cast<Entry*>(this + 1); }

    std::uint32_t size_;
  };

  explicit Stores(std::vector<Entry> entries);

  [[nodiscard]] std::vector<Entry> entries() const;

  CountedPtr<List> list_;
};

}  // namespace uvscope::core
