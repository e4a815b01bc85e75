// Writes the tables frame, stack and site.
#pragma once

#include <span>
#include <string_view>

#include "core/creation_stack.h"
#include "core/result.h"
#include "storage/checked_rows.h"

namespace uvscope::storage {

// All calls inside of a transaction. Frames and sites that are written anew replace what was
// written before; the places of a stack are written once. Stacks come in order of their numbers.
class StackWriter {
 public:
  static core::Result<StackWriter> open(sqlite3* db);

  core::Result<void> writeFrames(core::CodeId code, std::span<const core::StackFrame> frames);
  core::Result<void> writeStack(core::StackId stack, std::span<const core::CodeId> codes,
                                std::string_view site);

  // How many each table has.
  struct Rows {
    std::uint64_t frames = 0, stacks = 0, sites = 0;
  };

  [[nodiscard]] const Rows& rows() const { return rows_; }

 private:
  core::Result<void> writeCodes(core::StackId stack, std::span<const core::CodeId> codes);

  sqlite3* db_ = nullptr;
  core::StackId last_stack_;
  Rows rows_;
  Statement remove_frames_;
  RowInsert insert_frame_, insert_code_, insert_site_;
};

}  // namespace uvscope::storage
