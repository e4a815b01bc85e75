#include "capture/recorder/user_type_numbers.h"

#include <limits>
#include <mutex>

namespace uvscope::capture {
namespace {

core::TypeId numberInProcess(std::string_view name) {
  constexpr std::size_t kLast = std::numeric_limits<std::uint16_t>::max();
  static std::mutex mutex;
  // Never destroyed: resources may be made while the process exits.
  static auto& numbers = *new std::map<std::string, core::TypeId, std::less<>>;
  const std::lock_guard lock(mutex);
  const auto found = numbers.find(name);
  if (found != numbers.end()) return found->second;
  const std::size_t next = core::kFirstUserType.value + 1 + numbers.size();
  if (next > kLast) return {kLast};
  const core::TypeId type{static_cast<std::uint16_t>(next)};
  numbers.emplace(name, type);
  return type;
}

}  // namespace

UserTypeNumbers::Number UserTypeNumbers::numberOf(std::string_view name) {
  const auto found = told_.find(name);
  if (found != told_.end()) return {found->second, false};
  const core::TypeId type = numberInProcess(name);
  told_.emplace(name, type);
  return {type, true};
}

}  // namespace uvscope::capture
