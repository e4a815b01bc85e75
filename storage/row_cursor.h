// The rows of a Statement or a CheckedSelect, of which the next can be looked at before it is
// taken.
#pragma once

#include <string>
#include <utility>

#include "storage/damage.h"
#include "storage/statement.h"

namespace uvscope::storage {

template <class Select>
class RowCursor {
 public:
  // `damage` must outlive it. What cannot be read is noted as `what`.
  RowCursor(core::Result<Select> select, Damage& damage, std::string what)
      : damage_(&damage), what_(std::move(what)) {
    if (!select) {
      note();
      return;
    }
    select_ = std::move(*select);
    advance();
  }

  // Null after the last one.
  [[nodiscard]] const Select* next() const { return here_ ? &select_ : nullptr; }

  void advance() {
    const Statement::Step step = select_.step();
    here_ = step == Statement::Step::Row;
    if (step == Statement::Step::Failed) note();
  }

 private:
  void note() { damage_->note("some " + what_ + " cannot be read"); }

  Select select_;
  Damage* damage_;
  std::string what_;
  bool here_ = false;
};

}  // namespace uvscope::storage
