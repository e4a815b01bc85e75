// What one thread's ring has told of modules and stacks. Whatever it says, a stack that comes out
// of here is a list of places in the modules that it named.
//
// Not thread-safe: the host's thread owns it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "capture/host/stack_table.h"

namespace uvscope::capture {

class RingStacks {
 public:
  // `executable`: what a module without a path is. `table` must outlive this.
  RingStacks(StackTable& table, std::string executable)
      : table_(table), executable_(std::move(executable)) {}

  // The texts of TextKind::Module and Stack, with the number that came with them; false: nonsense.
  bool takeModule(std::uint64_t index, std::string_view text);
  bool takeStack(std::uint64_t number, std::string_view text);

  // No stack for a number that the ring has not told.
  [[nodiscard]] core::StackId stack(std::uint64_t number) const;

 private:
  struct Module {
    std::uint64_t begin, end, bias;
    std::uint32_t number;
    bool is_recorder;  // ours, preloaded: not the program's doing
    bool is_libuv;
  };

  // Null: in none.
  [[nodiscard]] const Module* moduleAt(std::uint64_t address) const;

  StackTable& table_;
  std::string executable_;
  std::vector<Module> modules_;        // in order, without overlaps
  std::vector<core::StackId> stacks_;  // from number 1 on
};

}  // namespace uvscope::capture
