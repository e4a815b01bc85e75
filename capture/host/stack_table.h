// The stacks of a session: each different one once, whichever processes and threads have it. Places
// in code are told apart by module and offset, so that two processes of one program share them.
//
// Not thread-safe: the host's thread owns it.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/creation_stack.h"

namespace uvscope::capture {

// A file that code was loaded from.
struct CodeModule {
  std::string path;      // as its process has it, any bytes; empty: code in no file
  std::string build_id;  // bytes; empty: it has none
  friend auto operator<=>(const CodeModule&, const CodeModule&) = default;
};

struct CodePlace {
  std::uint32_t module = 0;  // as StackTable numbers them
  std::uint64_t offset = 0;
  friend auto operator<=>(const CodePlace&, const CodePlace&) = default;
};

class StackTable {
 public:
  static constexpr std::uint32_t kNoModule = 0;

  struct Stack {
    core::StackId id;
    std::vector<core::CodeId> codes;
  };

  StackTable() : modules_(1) {}

  std::uint32_t moduleOf(const CodeModule& module);

  // `places`: the innermost first. No stack when it has none, or the table is full.
  core::StackId stackOf(std::span<const CodePlace> places);

  // From the id - 1 on.
  [[nodiscard]] const std::vector<CodePlace>& places() const { return places_; }

  [[nodiscard]] const std::vector<Stack>& stacks() const { return stacks_; }

  [[nodiscard]] const CodeModule& module(std::uint32_t number) const { return modules_[number]; }

 private:
  core::CodeId codeOf(const CodePlace& place);

  std::vector<CodeModule> modules_;
  std::map<CodeModule, std::uint32_t> module_numbers_;
  std::vector<CodePlace> places_;
  std::map<CodePlace, core::CodeId> codes_;
  std::vector<Stack> stacks_;
  std::map<std::vector<core::CodeId>, core::StackId> ids_;
};

}  // namespace uvscope::capture
