#include "app/commands/migrate.h"

#include <cstdio>

#include <fmt/core.h>

#include "storage/migration.h"
#include "storage/pending_session.h"
#include "storage/session_file.h"

namespace uvscope::app {

core::Result<int> runMigrate(const MigrateOptions& options) {
  auto opened = storage::openSessionFile(options.path);
  if (!opened) return opened.error();
  const int layout = storage::olderLayout(opened->db.get());
  if (layout == 0) {
    return core::Error{core::ErrorCode::Usage,
                       "its layout is read as it is, there is nothing to do: " + options.path};
  }
  auto pending = storage::PendingSession::create(options.output, options.force, {&options.path, 1});
  if (!pending) return pending.error();
  storage::Damage damage;
  if (!opened->damage.empty()) damage.note(opened->damage);
  auto made = storage::migrate(opened->db.get(), pending->path(), false, damage);
  if (made) made = pending->keep();
  if (!made) return made.error();
  if (!damage.what().empty()) fmt::print(stderr, "uvscope: {}: {}\n", options.path, damage.what());
  fmt::print(stderr, "uvscope: migrated from layout {}: {}\n", layout, options.output);
  return 0;
}

}  // namespace uvscope::app
