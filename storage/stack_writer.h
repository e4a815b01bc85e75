// Writes the tables frame, stack and site.
#pragma once

#include <span>
#include <string_view>

#include "core/creation_stack.h"
#include "core/result.h"
#include "storage/statement.h"

namespace uvscope::storage {

// All calls inside of a transaction. Frames and sites that are written anew replace what was
// written before; the places of a stack are written once. Stacks come in order of their numbers.
class StackWriter {
 public:
  static core::Result<StackWriter> open(sqlite3* db);

  core::Result<void> writeFrames(core::CodeId code, std::span<const core::StackFrame> frames);
  core::Result<void> writeStack(core::StackId stack, std::span<const core::CodeId> codes,
                                std::string_view site);

 private:
  core::Result<void> writeCodes(core::StackId stack, std::span<const core::CodeId> codes);

  core::StackId last_stack_;
  Statement remove_frames_, insert_frame_, insert_code_, insert_site_;
};

}  // namespace uvscope::storage
