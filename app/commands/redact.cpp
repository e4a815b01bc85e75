#include "app/commands/redact.h"

#include <algorithm>
#include <array>
#include <utility>

#include "storage/rewrite_redact.h"

namespace uvscope::app {
namespace {

using storage::Secret;

constexpr std::array<std::pair<std::string_view, Secret>, storage::kSecrets> kKinds = {
    {{"paths", Secret::Path},
     {"addresses", Secret::Address},
     {"arguments", Secret::Argument},
     {"threads", Secret::Thread}}};

core::Result<storage::KeptSecrets> keptOf(const std::vector<std::string>& names) {
  storage::KeptSecrets kept;
  for (const std::string& name : names) {
    const auto* const found =
        std::ranges::find(kKinds, name, &std::pair<std::string_view, Secret>::first);
    if (found == kKinds.end()) {
      return core::Error{core::ErrorCode::Usage,
                         "--keep has no '" + name + "', only paths, addresses, arguments, threads"};
    }
    kept.keep(found->second);
  }
  return kept;
}

}  // namespace

core::Result<int> runRedact(const RedactOptions& options) {
  const auto kept = keptOf(options.keep);
  if (!kept) return kept.error();
  auto sessions = openSessions({&options.path, 1});
  if (!sessions) return sessions.error();
  storage::Placeholders words(*kept);
  storage::RewriteInput input;
  input.session = sessions->front().get();
  input.filter = [&words](core::EventSink& next) {
    return std::make_unique<storage::Redact>(next, words);
  };
  storage::RewriteOutput output = storage::copyOf(*sessions->front());
  output.program = words.ofCommand(output.program);
  auto made = makeCopy({&input, 1}, output, options.target, {&options.path, 1}, "redacted");
  if (!made) return made.error();
  return 0;
}

}  // namespace uvscope::app
