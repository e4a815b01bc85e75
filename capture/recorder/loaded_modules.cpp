#include "capture/recorder/loaded_modules.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include <elf.h>
#include <link.h>

namespace uvscope::capture {
namespace {

constexpr std::size_t kMostModules = 4096;  // stacks end at the code of any further one

struct Counts {
  std::uint64_t loads = 0, unloads = 0;
};

Counts countLoads() {
  Counts counts;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t size, void* data) {
        constexpr std::size_t kWithCounts =
            offsetof(dl_phdr_info, dlpi_subs) + sizeof(dl_phdr_info::dlpi_subs);
        if (size >= kWithCounts) {
          *static_cast<Counts*>(data) = {info->dlpi_adds, info->dlpi_subs};
        }
        return 1;  // the first one says it
      },
      &counts);
  return counts;
}

std::span<const ElfW(Phdr)> headersOf(const dl_phdr_info& info) {
  return {info.dlpi_phdr, info.dlpi_phnum};
}

std::size_t padded(std::size_t bytes) {
  return (bytes + 3) / 4 * 4;
}

std::span<const std::uint8_t> buildIdIn(std::span<const std::uint8_t> notes) {
  using namespace std::literals;
  constexpr auto kGnu = "GNU\0"sv;
  ElfW(Nhdr) note{};
  while (notes.size() >= sizeof note) {
    std::memcpy(&note, notes.data(), sizeof note);
    notes = notes.subspan(sizeof note);
    const std::size_t name_bytes = padded(note.n_namesz);
    if (notes.size() < name_bytes + note.n_descsz) break;
    const std::string_view name(reinterpret_cast<const char*>(notes.data()), note.n_namesz);
    const auto contents = notes.subspan(name_bytes);
    if (note.n_type == NT_GNU_BUILD_ID && name == kGnu) return contents.first(note.n_descsz);
    notes = contents.subspan(std::min(contents.size(), padded(note.n_descsz)));
  }
  return {};
}

bool isLoaded(const dl_phdr_info& info, const ElfW(Phdr) & part) {
  return std::ranges::any_of(headersOf(info), [&](const ElfW(Phdr) & loaded) {
    return loaded.p_type == PT_LOAD && part.p_vaddr >= loaded.p_vaddr &&
           part.p_vaddr + part.p_memsz <= loaded.p_vaddr + loaded.p_memsz;
  });
}

std::span<const std::uint8_t> buildIdOf(const dl_phdr_info& info) {
  for (const ElfW(Phdr) & header : headersOf(info)) {
    if (header.p_type != PT_NOTE || !isLoaded(info, header)) continue;
    const std::uint64_t address = info.dlpi_addr + header.p_vaddr;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): that is where it was loaded to
    const auto* const notes = reinterpret_cast<const std::uint8_t*>(address);
    const auto found = buildIdIn({notes, header.p_memsz});
    if (!found.empty()) return found;
  }
  return {};
}

LoadedModule moduleOf(const dl_phdr_info& info) {
  LoadedModule module;
  module.bias = info.dlpi_addr;
  if (info.dlpi_name != nullptr) module.path = info.dlpi_name;
  for (const ElfW(Phdr) & header : headersOf(info)) {
    if (header.p_type != PT_LOAD || (header.p_flags & PF_X) == 0) continue;
    const std::uint64_t begin = info.dlpi_addr + header.p_vaddr;
    module.begin = module.end == 0 ? begin : std::min(module.begin, begin);
    module.end = std::max<std::uint64_t>(module.end, begin + header.p_memsz);
  }
  module.build_id = buildIdOf(info);
  return module;
}

}  // namespace

void LoadedModules::forEach(void (*tell)(const LoadedModule&, void*), void* data) {
  struct Teller {
    void (*tell)(const LoadedModule&, void*);
    void* data;
  } teller{tell, data};

  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* argument) {
        const LoadedModule module = moduleOf(*info);
        const auto& to = *static_cast<Teller*>(argument);
        if (module.begin < module.end) to.tell(module, to.data);
        return 0;
      },
      &teller);
}

bool LoadedModules::update() {
  const Counts counts = countLoads();
  if (counts.loads == loads_ && counts.unloads == unloads_ && !code_.empty()) [[likely]]
    return false;
  loads_ = counts.loads;
  unloads_ = counts.unloads;
  if (code_.empty()) code_ = MappedArray<Range>(kMostModules);
  count_ = 0;
  forEach([this](const LoadedModule& module) {
    if (count_ < code_.size()) code_[count_++] = {module.begin, module.end};
  });
  std::ranges::sort(std::span(code_.begin(), count_), {}, &Range::begin);
  return true;
}

bool LoadedModules::containsCode(std::uint64_t address) const {
  const std::span<const Range> code(code_.begin(), count_);
  const auto after = std::ranges::upper_bound(code, address, {}, &Range::begin);
  return after != code.begin() && address < std::prev(after)->end;
}

}  // namespace uvscope::capture
