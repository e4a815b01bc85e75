// What `uvscope stats` adds up, against sums made while the session is written.
#include <algorithm>
#include <map>
#include <random>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "storage/session_writer.h"
#include "tests/app/run_uvscope.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::testing {
namespace {

struct Sums {
  std::uint64_t made = 0, alive = 0, runs = 0, run_ns = 0, max_run_ns = 0;
};

using SiteAndType = std::pair<std::string, std::string>;

std::string csvOf(const std::map<SiteAndType, Sums>& sums) {
  std::vector<std::string> lines;
  for (const auto& [key, sum] : sums) {
    std::ostringstream line;
    line << key.first << ',' << key.second << ',' << sum.made << ',' << sum.alive << ',' << sum.runs
         << ',' << sum.run_ns << ',' << sum.max_run_ns << '\n';
    lines.push_back(line.str());
  }
  std::ranges::sort(lines);
  std::string out;
  for (const std::string& line : lines)
    out += line;
  return out;
}

std::string sortedLines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line + '\n');
  if (!lines.empty()) lines.erase(lines.begin());  // the header
  std::ranges::sort(lines);
  std::string out;
  for (const std::string& line : lines)
    out += line;
  return out;
}

// Resources of two types from four stacks, two of which lead to one site, and from none; each runs
// a few times, and some of them are destroyed.
class Written {
 public:
  explicit Written(std::uint64_t count) {
    auto writer = storage::SessionWriter::create(path(), {});
    EXPECT_TRUE(writer);
    sink_ = writer->get();
    sink_->onProcess({core::ProcessId{1}, 1, 0, "/bin/server", {}, 0});
    sink_->onContext({core::ContextId{1}, core::ProcessId{1}, 1, ""});
    for (std::uint32_t stack = 1; stack <= 4; ++stack) {
      const core::StackFrame frame{"/bin/server", stack, "start", "/src/server.c", stack, false};
      const core::CodeId code{stack};
      sink_->onFrames(code, {&frame, 1});
      sink_->onStack({stack}, {&code, 1}, siteOf(stack));
    }
    for (std::uint64_t id = 2; id < count + 2; ++id)
      resource(id);
    EXPECT_TRUE(sink_->finish(now_));
  }

  [[nodiscard]] std::string path() const { return directory_.file("stats.uvscope"); }

  [[nodiscard]] const std::map<SiteAndType, Sums>& sums() const { return sums_; }

  std::string printed(std::vector<std::string> words) const {
    words.insert(words.begin() + 1, path());
    const Outcome outcome = runUvscope(std::move(words));
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  }

 private:
  static std::string siteOf(std::uint32_t stack) {
    return stack == 0 ? "" : stack <= 2 ? "start (server.c:1)" : "s" + std::to_string(stack);
  }

  void resource(std::uint64_t id) {
    const auto stack = static_cast<std::uint32_t>(random_() % 5);
    const bool timer = random_() % 2 == 0;
    core::Event init = eventOf(core::EventKind::Init, id);
    init.trigger = init.execution = core::kBootstrapId;
    init.type = core::typeOf(timer ? core::Provider::Timer : core::Provider::Write);
    init.value = stack;
    put(init);
    Sums& sums = sums_[{siteOf(stack), timer ? "TIMERWRAP" : "WRITEWRAP"}];
    ++sums.made;
    for (std::uint64_t run = random_() % 4; run > 0; --run) {
      put(eventOf(core::EventKind::Before, id));
      const std::uint64_t took = random_() % 1000;
      now_ += took;
      put(eventOf(core::EventKind::After, id));
      ++sums.runs;
      sums.run_ns += took;
      sums.max_run_ns = std::max(sums.max_run_ns, took);
    }
    if (random_() % 10 == 0) {
      ++sums.alive;
    } else {
      put(eventOf(core::EventKind::Destroy, id));
    }
  }

  core::Event eventOf(core::EventKind kind, std::uint64_t id) const {
    core::Event event;
    event.kind = kind;
    event.id = {id};
    event.context = {1};
    event.ts_ns = now_;
    return event;
  }

  void put(const core::Event& event) { sink_->onEvents({&event, 1}); }

  TempDir directory_;
  storage::SessionWriter* sink_ = nullptr;
  std::mt19937_64 random_{7};
  std::uint64_t now_ = 0;
  std::map<SiteAndType, Sums> sums_;
};

TEST(StatsCommand, AddsUpByCreationSite) {
  const Written session(20'000);  // of several pages
  EXPECT_EQ(session.sums().size(), 8U);
  EXPECT_EQ(sortedLines(session.printed({"stats", "--format", "csv"})), csvOf(session.sums()));
}

TEST(StatsCommand, AddsUpByType) {
  const Written session(300);
  const auto timers = [&](const std::string& type) {
    std::uint64_t made = 0;
    for (const auto& [key, sums] : session.sums())
      made += key.second == type ? sums.made : 0;
    return made;
  };
  std::istringstream lines(session.printed({"stats", "--by", "type", "--format", "json"}));
  std::map<std::string, std::uint64_t> made;
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line);
    EXPECT_FALSE(json.contains("site"));
    made[json["type"]] = json["made"];
  }
  EXPECT_EQ(made, (std::map<std::string, std::uint64_t>{{"TIMERWRAP", timers("TIMERWRAP")},
                                                        {"WRITEWRAP", timers("WRITEWRAP")}}));
}

TEST(StatsCommand, OfAFilterAddsUpWhatMatches) {
  const Written session(500);
  std::map<SiteAndType, Sums> timers = session.sums();
  std::erase_if(timers, [](const auto& entry) { return entry.first.second != "TIMERWRAP"; });
  EXPECT_EQ(
      sortedLines(session.printed({"stats", "--filter", "type:TIMERWRAP", "--format", "csv"})),
      csvOf(timers));
}

TEST(StatsCommand, PutsTheMostFirst) {
  const Written session(500);
  for (const char* const sort : {"made", "alive", "runs", "time"}) {
    std::istringstream lines(session.printed({"stats", "--sort", sort, "--format", "json"}));
    std::vector<std::uint64_t> values;
    for (std::string line; std::getline(lines, line);)
      values.push_back(nlohmann::json::parse(line)[sort == std::string("time") ? "run_ns" : sort]);
    EXPECT_EQ(values.size(), 8U);
    EXPECT_TRUE(std::ranges::is_sorted(values, std::ranges::greater{})) << sort;
  }
}

TEST(StatsCommand, SaysThatThereIsMore) {
  const Written session(500);
  const Outcome outcome = runUvscope({"stats", session.path(), "--limit", "3"});
  EXPECT_EQ(std::ranges::count(outcome.out, '\n'), 4) << "with the header";
  EXPECT_EQ(outcome.err, "uvscope: 5 more lines; --limit shows more\n");
}

TEST(StatsCommand, TellsWhereNoSiteIsRecorded) {
  const Written session(500);
  const std::string text = session.printed({"stats"});
  EXPECT_NE(text.find("TIMERWRAP             not recorded\n"), std::string::npos) << text;
  EXPECT_NE(text.find("WRITEWRAP             start (server.c:1)\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace uvscope::testing
