#include "capture/host/ring_stacks.h"

#include <algorithm>
#include <cstring>

#include "capture/recorder/ring_format.h"

namespace uvscope::capture {
namespace {

constexpr std::size_t kMostModulesOfRing = 4096;

std::string_view baseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

bool RingStacks::takeModule(std::uint64_t index, std::string_view text) {
  ModuleText header{};
  if (text.size() < sizeof header) return false;
  std::memcpy(&header, text.data(), sizeof header);
  if (header.begin >= header.end || header.build_id_bytes > sizeof header.build_id) return false;
  if (index == 0) modules_.clear();
  if (modules_.size() >= kMostModulesOfRing) return false;
  CodeModule module;
  module.path = text.substr(sizeof header);
  if (module.path.find('\0') != std::string::npos) return false;
  const std::string_view name = baseName(module.path);
  if (module.path.empty()) module.path = executable_;
  module.build_id.assign(reinterpret_cast<const char*>(header.build_id), header.build_id_bytes);
  const Module added{header.begin,
                     header.end,
                     header.bias,
                     table_.moduleOf(module),
                     name.starts_with("libuvscope-preload.so"),
                     name.starts_with("libuvscope.so") || name.starts_with("libuv.so")};
  // One that lies where another was has taken its place.
  std::erase_if(modules_,
                [&](const Module& old) { return old.begin < added.end && added.begin < old.end; });
  modules_.insert(std::ranges::upper_bound(modules_, added.begin, {}, &Module::begin), added);
  return true;
}

const RingStacks::Module* RingStacks::moduleAt(std::uint64_t address) const {
  const auto after = std::ranges::upper_bound(modules_, address, {}, &Module::begin);
  if (after == modules_.begin() || address >= std::prev(after)->end) return nullptr;
  return &*std::prev(after);
}

bool RingStacks::takeStack(std::uint64_t number, std::string_view text) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  if (number == kNoStack || number > kLastStackNumber) return false;
  if (text.size() % kWord != 0 || text.size() > kMaxStackAddresses * kWord) return false;
  std::vector<CodePlace> places;
  for (std::size_t at = 0; at < text.size(); at += kWord) {
    std::uint64_t address = 0;
    std::memcpy(&address, text.data() + at, kWord);
    // The call is before the return address, which may be the first of another function.
    const Module* const module = moduleAt(address - 1);
    if (module == nullptr) {
      places.push_back({StackTable::kNoModule, address});
      continue;
    }
    // The recorder is nowhere to be seen, and the program's own call comes first.
    if (module->is_recorder || (places.empty() && module->is_libuv)) continue;
    places.push_back({module->number, address - module->bias});
  }
  if (stacks_.size() < number) stacks_.resize(number);
  stacks_[number - 1] = table_.stackOf(places);
  return true;
}

core::StackId RingStacks::stack(std::uint64_t number) const {
  return number == kNoStack || number > stacks_.size() ? core::StackId{} : stacks_[number - 1];
}

}  // namespace uvscope::capture
