// Prints the rows of a query as they come.
#pragma once

#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/commands/sql.h"
#include "storage/sql_query.h"

namespace uvscope::app {

class SqlRowPrinter {
 public:
  virtual ~SqlRowPrinter() = default;
  virtual void begin(const std::vector<std::string>& names) = 0;
  virtual void row(std::span<const storage::SqlValue> values) = 0;
  virtual void end() = 0;
};

// Table: columns as wide as the first thousand rows need. Csv: RFC 4180 with a header. Json: an
// object a line. Blobs are written in hexadecimal.
std::unique_ptr<SqlRowPrinter> makeSqlRowPrinter(SqlFormat format, std::FILE* out);

}  // namespace uvscope::app
