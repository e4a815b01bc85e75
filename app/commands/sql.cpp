#include "app/commands/sql.h"

#include <chrono>
#include <memory>
#include <utility>

#include <fmt/core.h>

#include "app/commands/sql_rows.h"
#include "app/commands/watchdog.h"
#include "storage/sql_query.h"

namespace uvscope::app {

core::Result<int> runSql(const SqlOptions& options, std::FILE* out) {
  const std::unique_ptr<SqlRowPrinter> printer = makeSqlRowPrinter(options.format, out);
  storage::SqlSink sink;
  sink.columns = [&](const std::vector<std::string>& names) { printer->begin(names); };
  // A pipe that nobody reads any more (`| head`) ends the query.
  sink.row = [&](std::span<const storage::SqlValue> row) {
    printer->row(row);
    return std::ferror(out) == 0;
  };
  storage::SqlLimits limits;
  limits.time = std::chrono::ceil<std::chrono::milliseconds>(
      std::chrono::nanoseconds(static_cast<std::int64_t>(options.timeout_ns)));
  const Watchdog watchdog(limits.time);
  core::Result<void> done = storage::runSql(options.path, options.query, sink, limits);
  if (!done) return std::move(done).error();
  printer->end();
  return 0;
}

}  // namespace uvscope::app
