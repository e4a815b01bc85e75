#include "capture/host/symbolizer.h"

#include <cstdlib>
#include <span>
#include <utility>

#include <cxxabi.h>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <unistd.h>

#include "capture/host/text.h"

namespace uvscope::capture {
namespace {

struct DwflCloser {
  void operator()(Dwfl* dwfl) const { dwfl_end(dwfl); }
};

struct Free {
  void operator()(void* memory) const {
    std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc): what C libraries give
  }
};

// libdwfl asks here for the debug file of a module, and of what that refers to (dwz). The module's
// user data is the directory. Its own search would ask servers as well.
int findDebugFile(Dwfl_Module* module, void** user_data, const char* /*module_name*/,
                  Dwarf_Addr /*base*/, const char* program, const char* link,
                  GElf_Word /*link_checksum*/, char** /*found*/) {
  const unsigned char* bits = nullptr;
  GElf_Addr address = 0;
  const int size = dwfl_module_build_id(module, &bits, &address);
  if (size <= 0 || *user_data == nullptr) return -1;
  const std::string_view id(reinterpret_cast<const char*>(bits), static_cast<std::size_t>(size));
  const std::string& directory = *static_cast<const std::string*>(*user_data);
  const int file = openDebugFile(id, directory);
  if (file >= 0 || program == nullptr || link == nullptr) return file;
  return openLinkedDebugFile(id, program, link, directory);
}

int findNoElf(Dwfl_Module* /*module*/, void** /*user_data*/, const char* /*name*/,
              Dwarf_Addr /*base*/, char** /*file*/, Elf** /*elf*/) {
  return -1;
}

const Dwfl_Callbacks kCallbacks{findNoElf, findDebugFile, dwfl_offline_section_address, nullptr};

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, Free> plain(abi::__cxa_demangle(name, nullptr, nullptr, &status));
  return cleanText(status == 0 && plain != nullptr ? withPlainStrings(plain.get()) : name);
}

std::string functionOf(Dwarf_Die& die) {
  Dwarf_Attribute attribute;
  const char* name = nullptr;
  for (const unsigned wanted : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name}) {
    if (name == nullptr) name = dwarf_formstring(dwarf_attr_integrate(&die, wanted, &attribute));
  }
  if (name == nullptr) name = dwarf_diename(&die);
  return name == nullptr ? std::string() : demangled(name);
}

// Where the function of `die` was inlined, into the frame that called it.
void setCallSite(Dwarf_Die& unit, Dwarf_Die& die, core::StackFrame& caller) {
  Dwarf_Attribute attribute;
  Dwarf_Word number = 0;
  Dwarf_Files* files = nullptr;
  if (dwarf_formudata(dwarf_attr(&die, DW_AT_call_file, &attribute), &number) == 0 &&
      dwarf_getsrcfiles(&unit, &files, nullptr) == 0) {
    if (const char* const path = dwarf_filesrc(files, number, nullptr, nullptr)) {
      caller.file = cleanText(path);
    }
  }
  if (dwarf_formudata(dwarf_attr(&die, DW_AT_call_line, &attribute), &number) == 0) {
    caller.line = static_cast<std::uint32_t>(number);
  }
}

void setLine(Dwarf_Die& unit, Dwarf_Addr address, core::StackFrame& frame) {
  Dwarf_Line* const line = dwarf_getsrc_die(&unit, address);
  if (line == nullptr) return;
  int number = 0;
  const char* const path = dwarf_linesrc(line, nullptr, nullptr);
  if (path == nullptr || dwarf_lineno(line, &number) != 0) return;
  frame.file = cleanText(path);
  frame.line = static_cast<std::uint32_t>(number);
}

struct Scopes {
  std::unique_ptr<Dwarf_Die, Free> memory;
  std::span<Dwarf_Die> dies;
};

// Around `address`, the innermost first. What dwarf_getscopes() gives goes up from the definition
// of an inlined function; the way up from the place where it was inlined is another one.
Scopes scopesAt(Dwarf_Die& unit, Dwarf_Addr address) {
  Dwarf_Die* found = nullptr;
  if (dwarf_getscopes(&unit, address, &found) <= 0) return {};
  const std::unique_ptr<Dwarf_Die, Free> first(found);
  Dwarf_Die innermost = *first;
  const int count = dwarf_getscopes_die(&innermost, &found);
  if (count <= 0) return {};
  return {std::unique_ptr<Dwarf_Die, Free>(found), {found, static_cast<std::size_t>(count)}};
}

}  // namespace

// A file, checked and opened.
class Symbolizer::Module {
 public:
  static std::unique_ptr<Module> open(const CodeModule& wanted, const std::string& debug_directory);

  std::vector<core::StackFrame> lookUp(std::uint64_t address) {
    Dwarf_Addr bias = 0;
    std::vector<core::StackFrame> frames;
    if (Dwarf_Die* const unit = unitAt(address + bias_, bias)) {
      frames = framesIn(*unit, address + bias_ - bias);
    }
    if (frames.empty()) frames.emplace_back();
    if (frames.back().function.empty()) frames.back().function = symbolAt(address + bias_);
    if (frames.front().function.empty() && frames.front().file.empty()) return {};
    return frames;
  }

 private:
  Module(std::unique_ptr<Dwfl, DwflCloser> dwfl, Dwfl_Module* module, GElf_Addr bias)
      : dwfl_(std::move(dwfl)), module_(module), bias_(bias) {}

  // Not all compilers write an index of units by address.
  Dwarf_Die* unitAt(Dwarf_Addr address, Dwarf_Addr& bias) {
    if (Dwarf_Die* const found = dwfl_module_addrdie(module_, address, &bias)) return found;
    Dwarf_Die* unit = nullptr;
    while ((unit = dwfl_module_nextcu(module_, unit, &bias)) != nullptr) {
      if (dwarf_haspc(unit, address - bias) > 0) return unit;
    }
    return nullptr;
  }

  static std::vector<core::StackFrame> framesIn(Dwarf_Die& unit, Dwarf_Addr address) {
    std::vector<core::StackFrame> frames(1);
    setLine(unit, address, frames.front());
    const Scopes scopes = scopesAt(unit, address);
    for (Dwarf_Die& die : scopes.dies) {
      const int tag = dwarf_tag(&die);
      if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram) continue;
      frames.back().function = functionOf(die);
      if (tag == DW_TAG_subprogram) break;
      frames.back().inlined = true;
      setCallSite(unit, die, frames.emplace_back());
    }
    return frames;
  }

  // The nearest symbol is not enough: it must say that it reaches so far.
  std::string symbolAt(GElf_Addr address) {
    GElf_Off into = 0;
    GElf_Sym symbol{};
    const char* const name =
        dwfl_module_addrinfo(module_, address, &into, &symbol, nullptr, nullptr, nullptr);
    const auto type = GELF_ST_TYPE(symbol.st_info);
    if (name == nullptr || (type != STT_FUNC && type != STT_GNU_IFUNC)) return {};
    return into < symbol.st_size ? demangled(name) : std::string();
  }

  std::unique_ptr<Dwfl, DwflCloser> dwfl_;
  Dwfl_Module* module_;
  GElf_Addr bias_;  // where libdwfl has put it, minus the addresses in the file
};

std::unique_ptr<Symbolizer::Module> Symbolizer::Module::open(const CodeModule& wanted,
                                                             const std::string& debug_directory) {
  if (wanted.path.empty() || wanted.build_id.empty()) return nullptr;
  const int file = openRegularFile(wanted.path);
  if (file < 0) return nullptr;
  std::unique_ptr<Dwfl, DwflCloser> dwfl;
  if (buildIdOf(file) == wanted.build_id) dwfl.reset(dwfl_begin(&kCallbacks));
  if (!dwfl) {
    close(file);
    return nullptr;
  }
  dwfl_report_begin(dwfl.get());
  const char* const path = wanted.path.c_str();
  Dwfl_Module* const module = dwfl_report_offline(dwfl.get(), path, path, file);
  if (module == nullptr) close(file);  // else it is libdwfl's now
  dwfl_report_end(dwfl.get(), nullptr, nullptr);
  GElf_Addr bias = 0;
  if (module == nullptr || dwfl_module_getelf(module, &bias) == nullptr) return nullptr;
  void** user_data = nullptr;
  dwfl_module_info(module, &user_data, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
  *user_data = const_cast<std::string*>(&debug_directory);  // findDebugFile() only reads it
  return std::unique_ptr<Module>(new Module(std::move(dwfl), module, bias));
}

Symbolizer::Symbolizer(std::string debug_directory)
    : debug_directory_(std::move(debug_directory)) {}

Symbolizer::~Symbolizer() = default;

Symbolizer::Module* Symbolizer::moduleFor(const CodeModule& module) {
  const auto known = modules_.find(module);
  if (known != modules_.end()) return known->second.get();
  return modules_.emplace(module, Module::open(module, debug_directory_)).first->second.get();
}

std::vector<core::StackFrame> Symbolizer::lookUp(const CodeModule& module, std::uint64_t offset) {
  Module* const found = moduleFor(module);
  // The return address may be the first of another line, or of another function.
  return found == nullptr ? std::vector<core::StackFrame>() : found->lookUp(offset - 1);
}

}  // namespace uvscope::capture
