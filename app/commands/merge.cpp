#include "app/commands/merge.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "storage/rewrite_merge.h"

namespace uvscope::app {
namespace {

constexpr std::uint64_t kNsPerMs = 1'000'000;
// A session whose clock was wrong by more would make a line of time that nobody can look at.
constexpr std::int64_t kMostApartMs = std::int64_t{366} * 24 * 3600 * 1000;

// One of them that is the same file as another, by whatever name.
std::optional<std::string> givenTwice(const std::vector<std::string>& paths) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    for (std::size_t other = 0; other < i; ++other) {
      std::error_code failed;
      if (std::filesystem::equivalent(paths[i], paths[other], failed)) return paths[i];
    }
  }
  return std::nullopt;
}

}  // namespace

core::Result<int> runMerge(const MergeOptions& options) {
  if (options.paths.size() < 2) {
    return core::Error{core::ErrorCode::Usage,
                       "merge needs two sessions or more, as in: uvscope merge A B -o OUT"};
  }
  if (const auto twice = givenTwice(options.paths)) {
    return core::Error{core::ErrorCode::Usage,
                       *twice + " is given twice; merge wants recordings that differ"};
  }
  auto sessions = openSessions(options.paths);
  if (!sessions) return sessions.error();
  std::vector<std::int64_t> starts;
  for (const auto& session : *sessions)
    starts.push_back(session->info().recorded_unix_ms);
  const auto [first, last] = std::ranges::minmax(starts);
  if (last - first > kMostApartMs) {
    return core::Error{core::ErrorCode::Usage,
                       "the sessions were recorded more than a year apart, or by a wrong clock: " +
                           options.paths.front()};
  }
  storage::MergedNumbers numbers;
  std::vector<storage::RewriteInput> inputs;
  storage::RewriteOutput output;
  output.recorded_unix_ms = first;
  output.tell_program_exit = false;  // there are several programs
  for (std::size_t i = 0; i < sessions->size(); ++i) {
    storage::SessionReader& session = *(*sessions)[i];
    storage::RewriteInput input;
    input.session = &session;
    input.shift_ns = static_cast<std::uint64_t>(starts[i] - first) * kNsPerMs;
    input.filter = [&numbers](core::EventSink& next) {
      return std::make_unique<storage::Renumber>(next, numbers);
    };
    output.duration_ns = std::max(output.duration_ns, input.shift_ns + session.info().duration_ns);
    output.program += (i == 0 ? "" : " + ") + session.info().program;
    inputs.push_back(std::move(input));
  }
  auto made = makeCopy(inputs, output, options.target, options.paths, "merged");
  if (!made) return made.error();
  return 0;
}

}  // namespace uvscope::app
