// The rows of a statement, of which the next can be looked at before it is taken.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "storage/damage.h"
#include "storage/statement.h"

namespace uvscope::storage {

class RowCursor {
 public:
  // `db` and `damage` must outlive it. What cannot be read is noted as `what`.
  RowCursor(sqlite3* db, std::string_view sql, Damage& damage, std::string what)
      : damage_(&damage), what_(std::move(what)) {
    core::Result<Statement> prepared = Statement::prepare(db, sql);
    if (!prepared) {
      note();
      return;
    }
    select_ = std::move(*prepared);
    advance();
  }

  // Null after the last one.
  [[nodiscard]] const Statement* next() const { return here_ ? &select_ : nullptr; }

  void advance() {
    const Statement::Step step = select_.step();
    here_ = step == Statement::Step::Row;
    if (step == Statement::Step::Failed) note();
  }

 private:
  void note() { damage_->note("some " + what_ + " cannot be read"); }

  Statement select_;
  Damage* damage_;
  std::string what_;
  bool here_ = false;
};

}  // namespace uvscope::storage
