#include "capture/host/elf_inspect.h"

#include <cstddef>
#include <memory>
#include <string_view>

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

namespace uvscope::capture {
namespace {

#if defined(__x86_64__)
constexpr GElf_Half kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr GElf_Half kMachine = EM_AARCH64;
#else
constexpr GElf_Half kMachine = EM_NONE;
#endif

// Called by every libuv program.
constexpr std::string_view kLibuvFunction = "uv_run";

struct ElfCloser {
  void operator()(Elf* elf) const { elf_end(elf); }
};

class File {
 public:
  explicit File(const std::string& path) : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}

  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

bool hasInterpreter(Elf& elf) {
  std::size_t count = 0;
  if (elf_getphdrnum(&elf, &count) != 0) return false;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(&elf, static_cast<int>(i), &header) == nullptr) return false;
    if (header.p_type == PT_INTERP) return true;
  }
  return false;
}

bool isAsan(std::string_view library) {
  return library.starts_with("libasan.so") || library.starts_with("libclang_rt.asan");
}

bool needsAsan(Elf& elf, Elf_Scn& section, const GElf_Shdr& header) {
  Elf_Data* const data = elf_getdata(&section, nullptr);
  if (data == nullptr || header.sh_entsize == 0) return false;
  const std::size_t count = data->d_size / header.sh_entsize;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Dyn entry;
    if (gelf_getdyn(data, static_cast<int>(i), &entry) == nullptr) return false;
    if (entry.d_tag != DT_NEEDED) continue;
    const char* const name = elf_strptr(&elf, header.sh_link, entry.d_un.d_val);
    if (name != nullptr && isAsan(name)) return true;
  }
  return false;
}

bool needsAsan(Elf& elf) {
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(&elf, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_DYNAMIC) continue;
    if (needsAsan(elf, *section, header)) return true;
  }
  return false;
}

bool definesLibuv(Elf& elf, Elf_Scn& section, const GElf_Shdr& header) {
  Elf_Data* const data = elf_getdata(&section, nullptr);
  if (data == nullptr || header.sh_entsize == 0) return false;
  const std::size_t count = data->d_size / header.sh_entsize;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Sym symbol;
    if (gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr) return false;
    if (symbol.st_shndx == SHN_UNDEF || GELF_ST_TYPE(symbol.st_info) != STT_FUNC) continue;
    const char* const name = elf_strptr(&elf, header.sh_link, symbol.st_name);
    if (name != nullptr && name == kLibuvFunction) return true;
  }
  return false;
}

bool definesLibuv(Elf& elf) {
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(&elf, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    const bool symbols = header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM;
    if (symbols && definesLibuv(elf, *section, header)) return true;
  }
  return false;
}

}  // namespace

ElfFacts inspectElf(const std::string& path) {
  ElfFacts facts;
  const File file(path);
  if (file.descriptor() < 0 || elf_version(EV_CURRENT) == EV_NONE) return facts;
  const std::unique_ptr<Elf, ElfCloser> elf(elf_begin(file.descriptor(), ELF_C_READ_MMAP, nullptr));
  GElf_Ehdr header;
  if (!elf || elf_kind(elf.get()) != ELF_K_ELF || gelf_getehdr(elf.get(), &header) == nullptr) {
    return facts;
  }
  facts.is_elf = true;
  const int our_class = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
  facts.other_machine = gelf_getclass(elf.get()) != our_class || header.e_machine != kMachine;
  facts.has_interpreter = hasInterpreter(*elf);
  facts.needs_asan = needsAsan(*elf);
  facts.defines_libuv = definesLibuv(*elf);
  return facts;
}

}  // namespace uvscope::capture
