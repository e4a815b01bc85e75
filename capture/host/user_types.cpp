#include "capture/host/user_types.h"

#include <limits>

namespace uvscope::capture {

core::TypeId UserTypeNames::numberOf(const std::string& name) {
  constexpr std::uint16_t kLast = std::numeric_limits<std::uint16_t>::max();
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) return found->second;
  const std::size_t number = core::kFirstUserType.value + numbers_.size();
  if (number > kLast) return {kLast};
  const core::TypeId type{static_cast<std::uint16_t>(number)};
  numbers_.emplace(name, type);
  new_.push_back({type, name});
  return type;
}

}  // namespace uvscope::capture
