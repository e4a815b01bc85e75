#include "tests/capture/instrument/recorded_run.h"

#include <set>
#include <sstream>

namespace uvscope::testing {
namespace {

using core::EventKind;

std::vector<std::string> commandOf(std::string_view target, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), targetPath(target));
  return arguments;
}

// Follows one thread's records and notes what contradicts what came before.
class Checker {
 public:
  explicit Checker(std::uint64_t first_own) : first_own_(first_own) {}

  void take(const DumpedRecord& record) {
    if (record.is(capture::RecordKind::FirstText)) {
      // Its other records hold text where others hold the time.
    } else {
      if (record.ts < last_ts_) complain(record, "time goes back");
      last_ts_ = record.ts;
    }
    if (concernsNoResourceOfThisThread(record)) return;
    if (record.is(EventKind::Init)) {
      takeInit(record);
    } else if (known_.count(record.id) == 0) {
      complain(record, "unknown");
    } else if (destroyed_.count(record.id) != 0) {
      complain(record, "destroyed before");
    } else {
      takeOther(record);
    }
  }

  std::vector<std::string> finish() {
    if (!stack_.empty()) found_.push_back("no after " + std::to_string(stack_.back()));
    return found_;
  }

 private:
  // Of the loop, of a failed call that no resource made, or about a resource of another thread.
  static bool concernsNoResourceOfThisThread(const DumpedRecord& record) {
    using capture::RecordKind;
    if (record.is(RecordKind::WorkStart) || record.is(RecordKind::WorkEnd)) return true;
    if (record.is(RecordKind::Sent)) return true;
    const auto kind = static_cast<EventKind>(record.kind);
    return core::isOfLoop(kind) ||
           (kind == EventKind::Failed && core::isSyntheticRoot(core::AsyncId{record.id}));
  }

  void complain(const DumpedRecord& record, const char* what) {
    found_.push_back(describe(record) + ": " + what);
  }

  [[nodiscard]] bool mayExist(std::uint64_t id) const {
    return id < first_own_ || known_.count(id) != 0;
  }

  void takeInit(const DumpedRecord& record) {
    if (!known_.insert(record.id).second) complain(record, "second init");
    if (!mayExist(record.trigger())) complain(record, "trigger does not exist");
    const std::uint64_t execution = record.execution();
    if (stack_.empty() ? execution >= first_own_ : execution != stack_.back()) {
      // uv_run inside a callback: the loop itself executes.
      if (execution != 0) complain(record, "does not execute");
    }
  }

  void takeOther(const DumpedRecord& record) {
    if (record.is(EventKind::Before)) stack_.push_back(record.id);
    if (record.is(EventKind::Destroy)) destroyed_.insert(record.id);
    if (!record.is(EventKind::After)) return;
    if (stack_.empty() || stack_.back() != record.id) {
      complain(record, "not the innermost");
    } else {
      stack_.pop_back();
    }
  }

  std::uint64_t first_own_;
  std::uint64_t last_ts_ = 0;
  std::set<std::uint64_t> known_, destroyed_;
  std::vector<std::uint64_t> stack_;
  std::vector<std::string> found_;
};

void countRing(const DumpedRing& ring, Counts& counts) {
  std::map<std::uint64_t, core::TypeId> types;
  for (const DumpedRecord& record : ring.records) {
    const std::string before(core::providerName(types[record.id]));
    if (record.is(EventKind::Retype)) --counts[before].made;
    if (record.is(EventKind::Init) || record.is(EventKind::Retype)) {
      types[record.id] = record.type();
      ++counts[std::string(core::providerName(record.type()))].made;
    }
    if (record.is(EventKind::Destroy)) ++counts[before].ended;
    if (record.is(capture::RecordKind::Moved)) --counts[before].made;
  }
}

}  // namespace

std::string targetPath(std::string_view name) {
  return std::string(UVSCOPE_TARGETS "/target_") + std::string(name);
}

Outcome runPlain(std::string_view target, std::vector<std::string> arguments) {
  return runProgram(commandOf(target, std::move(arguments)), {});
}

Outcome runInSession(std::string_view target, const std::vector<std::string>& arguments,
                     const std::filesystem::path& directory) {
  return runProgram(commandOf(target, arguments),
                    {{"LD_PRELOAD", UVSCOPE_LIBRARY}, {capture::kSessionDirVariable, directory}});
}

RecordedRun runRecorded(std::string_view target, const std::vector<std::string>& arguments) {
  const ScratchDir session;
  RecordedRun run;
  run.outcome = runInSession(target, arguments, session.path());
  run.arenas = dumpArenas(session.path());
  return run;
}

std::vector<std::string> RecordedRun::lines() const {
  std::vector<std::string> lines;
  for (const DumpedArena& arena : arenas) {
    for (const DumpedRing& ring : arena.rings) {
      for (const DumpedRecord& record : ring.records)
        lines.push_back(describe(record));
    }
  }
  return lines;
}

Counts ownCounts(const std::string& output) {
  Counts counts;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    std::string kind;
    Count count;
    if (words >> word && word == "count" && words >> kind >> count.made >> count.ended) {
      counts[kind].made += count.made;
      counts[kind].ended += count.ended;
    }
  }
  return counts;
}

int ownAlive(const std::string& output) {
  const std::size_t at = output.find("alive ");
  return at == std::string::npos ? -1 : std::stoi(output.substr(at + 6));
}

Counts recordedCounts(const std::vector<DumpedArena>& arenas) {
  Counts counts;
  for (const DumpedArena& arena : arenas) {
    for (const DumpedRing& ring : arena.rings)
      countRing(ring, counts);
  }
  std::erase_if(counts, [](const auto& entry) { return entry.second == Count{}; });
  return counts;
}

std::vector<std::string> violations(const DumpedRing& ring, std::uint64_t first_own) {
  Checker checker(first_own);
  for (const DumpedRecord& record : ring.records)
    checker.take(record);
  return checker.finish();
}

}  // namespace uvscope::testing
