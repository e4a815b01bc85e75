// Reads creation stacks.
#pragma once

#include <string>
#include <vector>

#include "core/creation_stack.h"
#include "storage/checked_rows.h"
#include "storage/damage.h"

namespace uvscope::storage {

class StackReader {
 public:
  StackReader() = default;

  // Both must outlive the reader.
  static StackReader open(sqlite3* db, Damage& damage);

  // Innermost first; empty: nothing is known.
  [[nodiscard]] std::vector<core::StackFrame> frames(core::StackId stack);
  [[nodiscard]] std::vector<core::CodeId> codes(core::StackId stack);
  [[nodiscard]] std::vector<core::StackFrame> framesAt(core::CodeId code);
  [[nodiscard]] std::string site(core::StackId stack);

 private:
  bool isReady();
  bool stepToRow(CheckedSelect& select);

  CheckedSelect codes_, frames_, site_;  // empty: they cannot be read
  bool checked_ = false;
  sqlite3* db_ = nullptr;
  Damage* damage_ = nullptr;
};

}  // namespace uvscope::storage
