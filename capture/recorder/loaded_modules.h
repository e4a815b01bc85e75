// The program and the libraries that are loaded, and whether they have changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "capture/recorder/mapped_array.h"

namespace uvscope::capture {

struct LoadedModule {
  std::uint64_t bias = 0;            // where an address of the file is in memory, minus itself
  std::uint64_t begin = 0, end = 0;  // its code in memory
  std::span<const std::uint8_t> build_id;
  std::string_view path;  // as the loader has it; empty: the program itself
};

// Of one thread.
class LoadedModules {
 public:
  // Notices modules that came or went since the last call; then contains() knows of them. Takes the
  // loader's lock for a moment.
  bool update();

  [[nodiscard]] bool containsCode(std::uint64_t address) const;

  // Calls `tell(LoadedModule)` for each that has code, under the loader's lock.
  template <class Tell>
  static void forEach(Tell tell) {
    forEach([](const LoadedModule& module, void* data) { (*static_cast<Tell*>(data))(module); },
            &tell);
  }

 private:
  struct Range {
    std::uint64_t begin, end;
  };

  static void forEach(void (*tell)(const LoadedModule&, void*), void* data);

  MappedArray<Range> code_;
  std::size_t count_ = 0;
  std::uint64_t loads_ = 0, unloads_ = 0;  // as the loader counted them at the last update()
};

}  // namespace uvscope::capture
