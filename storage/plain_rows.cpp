#include "storage/plain_rows.h"

#include <string>

namespace uvscope::storage {

void copyRows(sqlite3* from, sqlite3* to, const CheckedTable& table, std::string_view where,
              std::string_view what, Damage& damage) {
  core::Result<CheckedSelect> rows = CheckedSelect::prepare(from, table, where);
  core::Result<RowInsert> target = RowInsert::prepare(to, table);
  Statement::Step step = Statement::Step::Failed;
  bool whole = rows && target;
  while (rows && target && (step = rows->step()) == Statement::Step::Row) {
    target->bindRow(rows->row());
    whole = target->run().has_value() && whole;
  }
  if (!whole || step == Statement::Step::Failed)
    damage.note("some " + std::string(what) + " cannot be read");
}

}  // namespace uvscope::storage
