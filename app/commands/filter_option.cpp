#include "app/commands/filter_option.h"

#include <memory>

#include <fmt/core.h>

#include "ui/logic/leak_judge.h"

namespace uvscope::app {

core::Result<core::Filter> parseFilterOption(const std::string& text) {
  auto filter = core::parseFilter(text);
  if (filter) return filter;
  return core::Error{core::ErrorCode::Usage, "--filter, " + filter.error().message};
}

storage::FindingOf findingsAtEnd(storage::Session& session) {
  const auto judge = std::make_shared<ui::LeakJudge>(session, session.info().events);
  return [judge](const storage::ResourceRecord& resource) -> std::optional<core::Finding> {
    if (resource.destroyed()) return std::nullopt;
    return judge->judge(resource).finding;
  };
}

void tellNotes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes)
    fmt::print(stderr, "uvscope: note: {}\n", note);
}

}  // namespace uvscope::app
