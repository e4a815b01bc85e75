// AsyncLocalStorage: a value that stays visible through all asynchronous operations that are
// started while it is set, as a thread-local stays through function calls.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "core/async_resource.h"
#include "core/environment.h"
#include "core/stores.h"

namespace uvscope::core {

namespace detail {

StorageId newStorageId();

// Sets a store for a while. Restores the one of its instance alone, in the resource that executed
// at the start, however the scope is left (rules 81, 82).
class [[nodiscard]] StoreScope {
 public:
  StoreScope(Environment& environment, StorageId storage, StorePtr store);
  ~StoreScope();
  StoreScope(const StoreScope&) = delete;
  StoreScope& operator=(const StoreScope&) = delete;

 private:
  Environment& environment_;
  StorageId storage_;
  std::size_t depth_;
  Stores outer_;
  Stores inner_;
};

template <class T>
struct StoreOf final : Store {
  template <class... Arguments>
  explicit StoreOf(std::in_place_t /*tag*/, Arguments&&... arguments)
      : value(std::forward<Arguments>(arguments)...) {}

  T value;
};

}  // namespace detail

// May be used by every thread; each has its own stores. A store lives for as long as any resource
// carries it.
template <class T>
class AsyncLocalStorage {
 public:
  struct Options {
    std::optional<T> default_value = {};  // what getStore() gives where nothing is set
    std::string name = {};
  };

  AsyncLocalStorage() = default;

  explicit AsyncLocalStorage(Options options)
      : default_(std::move(options.default_value)), name_(std::move(options.name)) {}

  ~AsyncLocalStorage() {
    Environment* const environment = detail::current_environment;
    if (environment != nullptr) environment->storages().forget(id_);
  }

  AsyncLocalStorage(const AsyncLocalStorage&) = delete;
  AsyncLocalStorage& operator=(const AsyncLocalStorage&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

  // The store of here and now; the default value where none is set, null where there is no default
  // either. Valid until the current callback, or the run() that set it, ends.
  [[nodiscard]] T* getStore() {
    Environment* const environment = detail::current_environment;
    if (environment == nullptr) [[unlikely]]
      return defaultValue();
    const ResourceSlots* const slots = environment->stack().top().slots;
    if (slots == nullptr || environment->storages().isDisabled(id_)) [[unlikely]]
      return defaultValue();
    Store* const store = slots->stores.find(id_);
    if (store == nullptr) [[unlikely]]
      return slots->stores.share(id_) ? nullptr : defaultValue();
    return &static_cast<detail::StoreOf<T>*>(store)->value;
  }

  // Calls `callback` with `arguments` while `store` is set, and returns what it returns. The former
  // store is back afterwards, also when it throws. Makes no resource.
  template <class Callback, class... Arguments>
  decltype(auto) run(T store, Callback&& callback, Arguments&&... arguments) {
    const detail::StoreScope scope(requireEnvironment(), id_, makeStore(std::move(store)));
    return std::invoke(std::forward<Callback>(callback), std::forward<Arguments>(arguments)...);
  }

  // The same while getStore() finds nothing, not even the default value.
  template <class Callback, class... Arguments>
  decltype(auto) exit(Callback&& callback, Arguments&&... arguments) {
    Environment& environment = requireEnvironment();
    if (!environment.storages().isEnabled(id_)) {
      return std::invoke(std::forward<Callback>(callback), std::forward<Arguments>(arguments)...);
    }
    const detail::StoreScope scope(environment, id_, StorePtr{});
    return std::invoke(std::forward<Callback>(callback), std::forward<Arguments>(arguments)...);
  }

  // Sets `store` for the rest of the current callback and all that it starts (rule 83).
  void enterWith(T store) { enter(makeStore(std::move(store))); }

  void enterWith(std::nullopt_t /*nothing*/) { enter(StorePtr{}); }

  // getStore() finds nothing in this thread, until run() or enterWith() is called again (rule 84).
  void disable() { requireEnvironment().storages().disable(id_); }

  // A function that runs `callback` with all stores, of all instances, that are set now.
  template <class Callback>
  static auto bind(Callback callback) {
    return AsyncResource::bind(std::move(callback), kBoundFunctionType);
  }

  // A function that runs what it is given, snapshot(callback, arguments…), with the stores of now.
  static auto snapshot() {
    return bind([](auto&& callback, auto&&... arguments) -> decltype(auto) {
      return std::invoke(std::forward<decltype(callback)>(callback),
                         std::forward<decltype(arguments)>(arguments)...);
    });
  }

 private:
  static StorePtr makeStore(T store) {
    return StorePtr(new detail::StoreOf<T>(std::in_place, std::move(store)));
  }

  [[nodiscard]] T* defaultValue() { return default_ ? &*default_ : nullptr; }

  void enter(StorePtr store) {
    Environment& environment = requireEnvironment();
    environment.storages().enable(id_);
    Stores& stores = environment.currentSlots().stores;
    stores = stores.with(id_, std::move(store));
  }

  StorageId id_ = detail::newStorageId();
  std::optional<T> default_;
  std::string name_;
};

}  // namespace uvscope::core
