// Reads creation stacks.
#pragma once

#include <string>
#include <vector>

#include "core/creation_stack.h"
#include "storage/damage.h"
#include "storage/statement.h"

namespace uvscope::storage {

// Of a row whose columns are module, offset, function, file, line, inlined.
core::StackFrame frameOf(const Statement& row);

class StackReader {
 public:
  StackReader() = default;

  // Both must outlive the reader. A session of an older layout has no stacks.
  static StackReader open(sqlite3* db, Damage& damage);

  [[nodiscard]] std::vector<core::StackFrame> frames(core::StackId stack);
  [[nodiscard]] std::string site(core::StackId stack);

 private:
  bool stepToRow(Statement& select);

  Statement frames_, site_;  // empty: there are none
  sqlite3* db_ = nullptr;
  Damage* damage_ = nullptr;
};

}  // namespace uvscope::storage
