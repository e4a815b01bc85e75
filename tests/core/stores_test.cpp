#include "core/stores.h"

#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "core/async_local_storage.h"

namespace uvscope::core {
namespace {

constexpr StorageId kUser = 1;
constexpr StorageId kRequest = 2;
constexpr StorageId kTrace = 3;

StorePtr store(int value) {
  return StorePtr(new detail::StoreOf<int>(std::in_place, value));
}

// "-" where nothing is set.
std::string read(const Stores& stores, StorageId storage) {
  const Store* const found = stores.find(storage);
  return found == nullptr ? "-"
                          : std::to_string(static_cast<const detail::StoreOf<int>*>(found)->value);
}

std::string readAll(const Stores& stores) {
  return read(stores, kUser) + ' ' + read(stores, kRequest) + ' ' + read(stores, kTrace);
}

TEST(Stores, EachStorageFindsItsOwnWhateverWasSetAfterIt) {
  const Stores stores = Stores().with(kUser, store(10)).with(kRequest, store(20));
  EXPECT_EQ(readAll(stores), "10 20 -");
  EXPECT_EQ(readAll(stores.with(kTrace, store(30))), "10 20 30");
}

TEST(Stores, WithReplacesOneAndLeavesTheFormerListAsItWas) {
  const Stores stores = Stores().with(kUser, store(10)).with(kRequest, store(20));
  EXPECT_EQ(readAll(stores.with(kUser, store(11))), "11 20 -");
  EXPECT_EQ(readAll(stores), "10 20 -");
}

TEST(Stores, SetToNothingIsNotTheSameAsNotSet) {
  const Stores stores = Stores().with(kUser, StorePtr{});
  EXPECT_EQ(read(stores, kUser), "-");
  EXPECT_TRUE(stores.share(kUser).has_value());
  EXPECT_FALSE(stores.share(kRequest).has_value());
}

TEST(Stores, WithoutTheLastOneAreEmpty) {
  const Stores stores = Stores().with(kUser, store(10)).with(kRequest, store(20));
  EXPECT_EQ(readAll(stores.without({kUser, kTrace})), "- 20 -");
  EXPECT_TRUE(stores.without({kRequest, kUser}).empty());
  EXPECT_TRUE(stores.with(kUser, std::nullopt).with(kRequest, std::nullopt).empty());
}

TEST(Stores, WithoutWhatTheyDoNotHaveShareTheirList) {
  const Stores stores = Stores().with(kUser, store(10));
  EXPECT_EQ(stores.without({kTrace}), stores);
}

TEST(Stores, KeepAStoreAliveUntilTheLastListWithItIsGone) {
  struct Counting {
    explicit Counting(int& ends) : ends(&ends) {}

    Counting(Counting&& other) noexcept : ends(std::exchange(other.ends, nullptr)) {}

    ~Counting() {
      if (ends != nullptr) ++*ends;
    }

    int* ends;
  };

  int ends = 0;
  Stores one =
      Stores().with(kUser, StorePtr(new detail::StoreOf<Counting>(std::in_place, Counting(ends))));
  Stores two = one.with(kRequest, store(20));
  one = {};
  EXPECT_EQ(ends, 0);
  two = {};
  EXPECT_EQ(ends, 1);
}

}  // namespace
}  // namespace uvscope::core
