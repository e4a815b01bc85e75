#include "capture/host/preflight.h"

#include <string>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "capture/host/elf_inspect.h"
#include "capture/host/program_path.h"

namespace uvscope::capture {
namespace {

// Another user's rights make the loader ignore LD_PRELOAD.
bool gainsRights(const std::string& path) {
  struct stat status {};

  if (stat(path.c_str(), &status) != 0) return false;
  const bool other_user = (status.st_mode & S_ISUID) != 0 && status.st_uid != geteuid();
  const bool other_group = (status.st_mode & S_ISGID) != 0 && status.st_gid != getegid();
  return other_user || other_group;
}

std::string warningFor(const std::string& path) {
  const ElfFacts elf = inspectElf(path);
  std::string what;  // stays empty for scripts, which cannot be judged
  if (gainsRights(path)) {
    what = "setuid or setgid";
  } else if (elf.is_elf && elf.other_machine) {
    what = "made for another kind of machine";
  } else if (elf.is_elf && !elf.has_interpreter) {
    what = "statically linked";
  } else if (elf.defines_libuv) {
    what = "built with libuv inside it";
  } else {
    return {};
  }
  return "the program is " + what +
         ": its libuv calls cannot be recorded, those of programs that it starts can: " + path;
}

}  // namespace

core::Result<Preflight> inspectProgram(const std::string& program) {
  auto executable = findProgram(program);
  if (!executable) return executable.error();
  std::string warning = warningFor(*executable);
  return Preflight{std::move(*executable), std::move(warning)};
}

}  // namespace uvscope::capture
