#include "app/commands/repair.h"

#include <cstdio>

#include <fmt/core.h>

#include "ui/logic/format.h"

namespace uvscope::app {

core::Result<int> runRepair(const RepairOptions& options) {
  auto sessions = openSessions({&options.path, 1});
  if (!sessions) return sessions.error();
  storage::SessionReader& session = *sessions->front();
  if (session.info().events == 0 && !session.info().damage.empty()) {
    return core::Error{core::ErrorCode::Corrupt,
                       "nothing can be saved, " + session.info().damage + ": " + options.path};
  }
  storage::RewriteInput input;
  input.session = &session;
  auto made =
      makeCopy({&input, 1}, storage::copyOf(session), options.target, {&options.path, 1}, "saved");
  if (!made) return made.error();
  if (made->unreadable > 0) {
    fmt::print(stderr, "uvscope: {} could not be read, and are entered as lost\n",
               ui::formatPlural(made->unreadable, "event"));
  }
  return 0;
}

}  // namespace uvscope::app
