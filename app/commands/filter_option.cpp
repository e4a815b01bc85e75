#include "app/commands/filter_option.h"

#include <utility>

#include <fmt/core.h>

#include "app/commands/open_session.h"
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

core::Result<FilteredSession> openFiltered(const std::string& path, const std::string& filter) {
  auto parsed = parseFilterOption(filter);
  if (!parsed) return std::move(parsed).error();
  auto session = openSession(path);
  if (!session) return std::move(session).error();
  auto wanted = std::make_unique<storage::ResourceFilter>(**session, *std::move(parsed),
                                                          findingsAtEnd(**session));
  tellNotes(wanted->notes());
  return FilteredSession{*std::move(session), std::move(wanted)};
}

}  // namespace uvscope::app
