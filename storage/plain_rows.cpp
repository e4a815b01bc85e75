#include "storage/plain_rows.h"

#include <string>

#include "storage/statement.h"

namespace uvscope::storage {
namespace {

bool copyRow(const Statement& row, Statement& insert) {
  const StatementUse use(insert);
  const int columns = sqlite3_column_count(row.get());
  for (int i = 0; i < columns; ++i)
    sqlite3_bind_value(insert.get(), i + 1, sqlite3_column_value(row.get(), i));
  return insert.step() != Statement::Step::Failed;
}

}  // namespace

void copyRows(sqlite3* from, sqlite3* to, std::string_view select, std::string_view insert,
              std::string_view what, Damage& damage) {
  core::Result<Statement> rows = Statement::prepare(from, select);
  core::Result<Statement> target = Statement::prepare(to, insert);
  Statement::Step step = Statement::Step::Failed;
  bool whole = rows && target;
  while (rows && target && (step = rows->step()) == Statement::Step::Row)
    whole = copyRow(*rows, *target) && whole;
  if (!whole || step == Statement::Step::Failed)
    damage.note("some " + std::string(what) + " cannot be read");
}

}  // namespace uvscope::storage
