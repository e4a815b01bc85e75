#include "app/commands/filter_option.h"

#include <fmt/core.h>

#include "ui/logic/filtering.h"

namespace uvscope::app {

core::Result<core::Filter> parseFilterOption(const std::string& text) {
  auto filter = core::parseFilter(text);
  if (filter) return filter;
  return core::Error{core::ErrorCode::Usage, "--filter, " + filter.error().message};
}

storage::FindingOf findingsAtEnd(storage::Session& session) {
  return ui::findingsAt(session, session.info().events);
}

void tellNotes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes)
    fmt::print(stderr, "uvscope: note: {}\n", note);
}

}  // namespace uvscope::app
