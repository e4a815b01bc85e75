// What an executable file says, before it runs, of whether its libuv calls can be seen.
#pragma once

#include <string>

namespace uvscope::capture {

struct ElfFacts {
  bool is_elf = false;
  bool other_machine = false;  // not of our class and machine: our library cannot be loaded into it
  bool has_interpreter = false;  // dynamically linked: the loader runs and honours LD_PRELOAD
  bool needs_asan = false;       // linked to the shared runtime of AddressSanitizer
  bool defines_libuv = false;    // libuv is inside the file: its calls do not go through the loader
};

// All false for what is no ELF file or cannot be read.
ElfFacts inspectElf(const std::string& path);

}  // namespace uvscope::capture
