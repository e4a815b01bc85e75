// Copies rows of plain tables from one session file to another as they are.
#pragma once

#include <string_view>

#include "storage/damage.h"
#include "storage/sqlite_ptr.h"

namespace uvscope::storage {

// Puts the rows of `select` on `from` into `to` by `insert`, which has a parameter a column. What
// cannot be read, or does not fit, is left out and noted as `what`.
void copyRows(sqlite3* from, sqlite3* to, std::string_view select, std::string_view insert,
              std::string_view what, Damage& damage);

}  // namespace uvscope::storage
