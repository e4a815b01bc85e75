#include "capture/host/separate_debug_file.h"

#include <filesystem>

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <libelf.h>
#include <sys/stat.h>
#include <unistd.h>

namespace uvscope::capture {
namespace {

std::string hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    (text += kDigits[byte >> 4U]) += kDigits[byte & 15U];
  }
  return text;
}

int openIfOfBuild(const std::string& path, std::string_view build_id) {
  const int file = openRegularFile(path);
  if (file < 0) return -1;
  if (buildIdOf(file) == build_id) return file;
  close(file);
  return -1;
}

}  // namespace

std::string buildIdOf(int descriptor) {
  if (elf_version(EV_CURRENT) == EV_NONE) return {};
  Elf* const elf = elf_begin(descriptor, ELF_C_READ_MMAP, nullptr);
  if (elf == nullptr) return {};
  const void* bytes = nullptr;
  const ssize_t size = dwelf_elf_gnu_build_id(elf, &bytes);
  std::string id;
  if (size > 0) id.assign(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  elf_end(elf);
  return id;
}

std::string debugFileFor(std::string_view build_id, const std::string& directory) {
  if (build_id.size() < 2) return {};
  const std::string digits = hex(build_id);
  return directory + "/.build-id/" + digits.substr(0, 2) + "/" + digits.substr(2) + ".debug";
}

int openRegularFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return -1;

  struct stat status {};

  if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) return file;
  close(file);
  return -1;
}

int openDebugFile(std::string_view build_id, const std::string& directory) {
  return openIfOfBuild(debugFileFor(build_id, directory), build_id);
}

int openLinkedDebugFile(std::string_view build_id, const std::string& program,
                        const std::string& link, const std::string& directory) {
  const std::filesystem::path folder = std::filesystem::path(program).parent_path();
  const std::filesystem::path apart = directory / folder.relative_path();
  // An absolute link stands for itself.
  for (const std::filesystem::path& place :
       {folder / link, folder / ".debug" / link, apart / link}) {
    if (const int file = openIfOfBuild(place.string(), build_id); file >= 0) return file;
  }
  return -1;
}

}  // namespace uvscope::capture
