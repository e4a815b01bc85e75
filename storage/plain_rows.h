// Copies rows of plain tables from one session file to another as they are.
#pragma once

#include <string_view>

#include "storage/checked_rows.h"
#include "storage/damage.h"
#include "storage/sqlite_ptr.h"

namespace uvscope::storage {

// Puts the rows of `table` on `from` for which `where` holds (empty: all) into the same table on
// `to`, in place of those with the same keys. What cannot be read, or does not fit, is left out and
// noted as `what`.
void copyRows(sqlite3* from, sqlite3* to, const CheckedTable& table, std::string_view where,
              std::string_view what, Damage& damage);

}  // namespace uvscope::storage
