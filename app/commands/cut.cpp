#include "app/commands/cut.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "app/commands/open_session.h"
#include "storage/rewrite_cut.h"
#include "ui/logic/command_line.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

using core::Error;
using core::ErrorCode;
using storage::FilterPtr;

// Lets the subtree pass, and of that the range.
class SubtreeOfRange final : public storage::RewriteFilter {
 public:
  SubtreeOfRange(FilterPtr subtree, FilterPtr range)
      : RewriteFilter(static_cast<core::EventSink&>(*subtree)),
        subtree_(std::move(subtree)),
        range_(std::move(range)) {}

  void endOfEvents() override { range_->endOfEvents(); }

 private:
  FilterPtr subtree_, range_;
};

struct Cut {
  std::uint64_t from_ns = 0, to_ns = storage::kNeverNs;
  std::optional<core::ResourceKey> under;
  core::ProcessId process;

  [[nodiscard]] FilterPtr filter(core::EventSink& next) const {
    auto range = std::make_unique<storage::CutTime>(next, from_ns, to_ns);
    if (!under) return range;
    auto subtree = std::make_unique<storage::CutSubtree>(*range, *under, process);
    return std::make_unique<SubtreeOfRange>(std::move(subtree), std::move(range));
  }
};

core::Result<core::ResourceKey> keyOf(std::string words) {
  std::ranges::replace(words, ':', '/');
  return ui::parseKey(words);
}

core::Result<core::ProcessId> processOf(storage::Session& session, core::ResourceKey root,
                                        const std::string& path) {
  const bool known = session.resource(root).has_value() || core::isSyntheticRoot(root.id);
  for (const core::ContextInfo& context : session.contexts()) {
    if (known && context.id == root.context) return context.process;
  }
  return noResource(session, root, path);
}

core::Result<Cut> cutOf(const CutOptions& options, storage::Session& session) {
  Cut cut;
  if (!options.from_ns && !options.to_ns && options.under.empty()) {
    return Error{ErrorCode::Usage, "cut needs --from and --to, or --under ID: " + options.path};
  }
  cut.from_ns = options.from_ns.value_or(0);
  cut.to_ns = options.to_ns.value_or(storage::kNeverNs);
  if (cut.from_ns >= cut.to_ns) {
    return Error{ErrorCode::Usage, "--from must be before --to: " + options.path};
  }
  if (cut.from_ns > session.info().duration_ns) {
    return Error{ErrorCode::Usage,
                 fmt::format("--from is after the end of the session, which lasts {}: {}",
                             ui::formatDuration(session.info().duration_ns), options.path)};
  }
  if (options.under.empty()) return cut;
  const auto root = keyOf(options.under);
  if (!root) return root.error();
  const auto process = processOf(session, *root, options.path);
  if (!process) return process.error();
  cut.under = *root;
  cut.process = *process;
  return cut;
}

}  // namespace

core::Result<int> runCut(const CutOptions& options) {
  auto sessions = openSessions({&options.path, 1});
  if (!sessions) return sessions.error();
  storage::SessionReader& session = *sessions->front();
  const auto cut = cutOf(options, session);
  if (!cut) return cut.error();
  storage::RewriteInput input;
  input.session = &session;
  input.until_ns = cut->to_ns;
  input.filter = [&](core::EventSink& next) { return cut->filter(next); };
  storage::RewriteOutput output = storage::copyOf(session);
  output.recorded_unix_ms += static_cast<std::int64_t>(cut->from_ns / 1'000'000);
  output.duration_ns = std::min(cut->to_ns, output.duration_ns) - cut->from_ns;
  // A program whose end was cut off has none in the copy.
  output.tell_program_exit = cut->to_ns > session.info().duration_ns;
  auto made = makeCopy({&input, 1}, output, options.target, {&options.path, 1}, "cut");
  if (!made) return made.error();
  return 0;
}

}  // namespace uvscope::app
