#include "core/provider.h"

#include <algorithm>

namespace uvscope::core {
namespace {

constexpr auto kProviders = std::to_array<ProviderInfo>({
#define UVSCOPE_X(number, name, text, family) {Provider::name, text, TypeFamily::family},
    UVSCOPE_PROVIDERS(UVSCOPE_X)
#undef UVSCOPE_X
});

const ProviderInfo* find(TypeId type) {
  const auto* const found = std::lower_bound(
      kProviders.begin(), kProviders.end(), type,
      [](const ProviderInfo& info, TypeId wanted) { return typeOf(info.provider) < wanted; });
  return found != kProviders.end() && typeOf(found->provider) == type ? found : nullptr;
}

}  // namespace

std::span<const ProviderInfo> asyncWrapProviders() {
  return kProviders;
}

std::string_view providerName(TypeId type) {
  const ProviderInfo* const info = find(type);
  return info != nullptr ? info->name : std::string_view{};
}

TypeFamily familyOf(TypeId type) {
  const ProviderInfo* const info = find(type);
  return info != nullptr ? info->family : TypeFamily::User;
}

}  // namespace uvscope::core
