#include "capture/host/stack_table.h"

namespace uvscope::capture {
namespace {

// More than any program has; a target that makes them up fills no more memory than that.
constexpr std::size_t kMostStacks = std::size_t{1} << 18U;
constexpr std::size_t kMostPlaces = std::size_t{1} << 18U;
constexpr std::size_t kMostModules = std::size_t{1} << 14U;

}  // namespace

std::uint32_t StackTable::moduleOf(const CodeModule& module) {
  const auto found = module_numbers_.find(module);
  if (found != module_numbers_.end()) return found->second;
  if (modules_.size() > kMostModules) return kNoModule;
  const auto number = static_cast<std::uint32_t>(modules_.size());
  modules_.push_back(module);
  module_numbers_.emplace(module, number);
  return number;
}

core::CodeId StackTable::codeOf(const CodePlace& place) {
  const auto found = codes_.find(place);
  if (found != codes_.end()) return found->second;
  if (places_.size() >= kMostPlaces) return {};
  places_.push_back(place);
  const core::CodeId id{static_cast<std::uint32_t>(places_.size())};
  codes_.emplace(place, id);
  return id;
}

core::StackId StackTable::stackOf(std::span<const CodePlace> places) {
  std::vector<core::CodeId> codes;
  for (const CodePlace& place : places) {
    codes.push_back(codeOf(place));
    if (codes.back() == core::CodeId{}) return {};
  }
  if (codes.empty()) return {};
  const auto found = ids_.find(codes);
  if (found != ids_.end()) return found->second;
  if (stacks_.size() >= kMostStacks) return {};
  const core::StackId id{static_cast<std::uint32_t>(stacks_.size() + 1)};
  stacks_.push_back({id, codes});
  ids_.emplace(std::move(codes), id);
  return id;
}

}  // namespace uvscope::capture
