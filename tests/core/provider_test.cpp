#include "core/provider.h"

#include <gtest/gtest.h>

namespace uvscope::core {
namespace {

TEST(Provider, HasTheNameThatNodeGivesIt) {
  EXPECT_EQ(providerName(typeOf(Provider::TcpServer)), "TCPSERVERWRAP");
  EXPECT_EQ(providerName(typeOf(Provider::Async)), "ASYNCWRAP");
}

TEST(Provider, IsFoundByNumberBecauseTheListIsInOrder) {
  for (const ProviderInfo& info : asyncWrapProviders()) {
    EXPECT_EQ(providerName(typeOf(info.provider)), info.name);
    EXPECT_EQ(familyOf(typeOf(info.provider)), info.family);
  }
}

TEST(Provider, ANumberThatIsNoneHasNoNameAndIsTheUsers) {
  EXPECT_EQ(providerName(TypeId{15}), "");
  EXPECT_EQ(familyOf(kFirstUserType), TypeFamily::User);
}

}  // namespace
}  // namespace uvscope::core
