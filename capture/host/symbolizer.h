// Functions and source lines of places in code, from the files that the code was loaded from and
// from separate debug files. Says nothing rather than something wrong: a file counts only if its
// build id is that of the loaded code, a symbol only if it covers the place.
//
// Not thread-safe. Keeps the files that it has opened until its end.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "capture/host/separate_debug_file.h"
#include "capture/host/stack_table.h"
#include "core/creation_stack.h"

namespace uvscope::capture {

class Symbolizer {
 public:
  // `debug_directory`: where separate debug files lie.
  explicit Symbolizer(std::string debug_directory = kDebugDirectory);
  ~Symbolizer();
  Symbolizer(const Symbolizer&) = delete;
  Symbolizer& operator=(const Symbolizer&) = delete;

  // The frames of the call that returns to `offset`, the innermost first: more than one where
  // functions were inlined. Without module and offset. Empty: nothing is known.
  std::vector<core::StackFrame> lookUp(const CodeModule& module, std::uint64_t offset);

 private:
  class Module;

  Module* moduleFor(const CodeModule& module);

  std::string debug_directory_;
  std::map<CodeModule, std::unique_ptr<Module>> modules_;  // null: its file is of no use
};

}  // namespace uvscope::capture
