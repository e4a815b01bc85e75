// What was made and not destroyed at a moment, judged and grouped by verdict and site: what
// `uvscope leaks` prints of the end and the desktop shows of the cursor.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/analysis/filter.h"
#include "ui/logic/leak_judge.h"

namespace uvscope::ui {

// Undestroyed resources of one type, origin, creation site and judgement.
struct LeakGroup {
  Judgement judgement;
  core::TypeId type;
  std::string origin;       // "made for TCPSERVERWRAP, for the main program"
  std::string site;         // "TIMERWRAP, made for TCPSERVERWRAP, for the main program"
  std::string made_by;      // "start_server (server.c:42)"; empty: no stacks were recorded
  std::uint64_t count = 0;  // of those looked at
  std::uint64_t never_destroyed = 0;              // of them, in the whole recording
  bool known = false;                             // a baseline had as many
  std::vector<storage::ResourceRecord> examples;  // the oldest, the oldest first

  [[nodiscard]] const std::optional<core::Finding>& finding() const { return judgement.finding; }
};

struct LeakLimits {
  std::size_t examples = 8;                                             // of each group
  std::uint64_t looked_at = std::numeric_limits<std::uint64_t>::max();  // the oldest ones
};

struct LeakReport {
  storage::SessionInfo session;
  storage::EventSeq at = storage::kNoSeq;
  std::uint64_t at_ns = 0;
  bool ended = false;                 // `at` is the last event of a finished session
  std::string filter;                 // only what matches it was asked for; empty: all
  std::vector<std::string> notes;     // what of it cannot be answered, and so matches nothing
  std::uint64_t undestroyed = 0;      // at the moment, of what was asked for
  std::uint64_t looked_at = 0;        // of them: those that are in `groups`
  std::uint64_t beyond = 0;           // undestroyed, and past LeakLimits::looked_at
  std::uint64_t never_destroyed = 0;  // of those looked at, in the whole recording
  // The most severe first, what is merely open last; then those never destroyed, then the largest.
  std::vector<LeakGroup> groups;
  std::vector<std::string> caveats;  // what the reader should know before believing it

  // Nothing that happened is missing from it: what it does not name was destroyed.
  [[nodiscard]] bool complete() const {
    return session.finished && session.left_running.empty() && session.dropped == 0 &&
           session.damage.empty();
  }
};

using ResourceTest = std::function<bool(const storage::ResourceRecord&)>;

// Judges every resource that is undestroyed after event `at` and passes `only` (empty: all do).
// Memory by the number of groups.
LeakReport leakReport(storage::Session& session, storage::EventSeq at, LeakLimits limits = {},
                      const ResourceTest& only = {});

// The same of what `filter` lets through at that moment.
LeakReport leakReport(storage::Session& session, storage::EventSeq at, const core::Filter& filter,
                      LeakLimits limits = {});

// "22 of 354 resources never destroyed", "Every resource was destroyed."; never an all-clear of
// what is not known.
std::string headlineOf(const LeakReport& report);

// The highest severity in it, known groups left out; nothing when there is no finding.
std::optional<core::Severity> worstOf(const LeakReport& report);

}  // namespace uvscope::ui
