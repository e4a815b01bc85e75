// Creation stacks of real programs.
#include <fstream>

#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

using storage::ResourceRecord;

constexpr const char* kProgram = UVSCOPE_PROGRAMS "/stacks";
constexpr const char* kStripped = UVSCOPE_PROGRAMS "/stacks_stripped";

// "stacks.c:21", by the words that stand there.
std::string placeOf(const std::string& words) {
  std::ifstream source(UVSCOPE_STACKS_SOURCE);
  int number = 0;
  for (std::string line; std::getline(source, line);) {
    ++number;
    if (line.find(words) != std::string::npos) return "stacks.c:" + std::to_string(number);
  }
  return "no such line";
}

class Recorded {
 public:
  explicit Recorded(const Words& program, Words options = {}) {
    options.emplace_back("--quiet");
    const Outcome outcome = run(recording(path_, program, options));
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.errors, "");
    facts_.emplace(path_);
  }

  SessionFacts& facts() { return *facts_; }

  std::vector<std::string> sites(const std::string& type) {
    std::vector<std::string> sites;
    for (const ResourceRecord& resource : facts_->ofType(type))
      sites.push_back(facts_->reader().site(resource.stack));
    return sites;
  }

  // "start_timer (stacks.c:25)", the innermost first.
  std::vector<std::string> calls(const ResourceRecord& resource) {
    std::vector<std::string> calls;
    for (const core::StackFrame& frame : facts_->reader().frames(resource.stack))
      calls.push_back(core::frameName(frame));
    return calls;
  }

 private:
  TempDir directory_;
  std::string path_ = directory_.file("stacks.uvscope");
  std::optional<SessionFacts> facts_;
};

TEST(StacksTest, NameTheLineThatMadeAHandle) {
  Recorded session({kProgram});
  const auto timers = session.facts().ofType("TIMERWRAP");
  ASSERT_EQ(timers.size(), 4U);
  const auto calls = session.calls(timers[0]);
  ASSERT_GE(calls.size(), 3U);
  EXPECT_EQ(calls[0], "arm (" + placeOf("the handle is made here") + ")");
  EXPECT_EQ(calls[1], "start_timer (" + placeOf("and inlined here") + ")");
  EXPECT_TRUE(calls[2].starts_with("main (stacks.c:")) << calls[2];
  EXPECT_TRUE(session.facts().reader().frames(timers[0].stack)[0].inlined);
}

TEST(StacksTest, NameTheLineThatMadeARequest) {
  Recorded session({kProgram});
  EXPECT_EQ(
      session.sites("FSREQCALLBACK"),
      std::vector<std::string>{"start_request (" + placeOf("the request is made here") + ")"});
}

TEST(StacksTest, EndWhereAStackIsLikeNoOther) {
  Recorded session({kProgram});
  const auto timers = session.facts().ofType("TIMERWRAP");
  ASSERT_EQ(timers.size(), 4U);
  const auto from_new_code = session.calls(timers[1]);
  ASSERT_EQ(from_new_code.size(), 2U);
  EXPECT_EQ(from_new_code[0], "init_from_new_code (" + placeOf("called by new code") + ")");
  EXPECT_TRUE(from_new_code[1].starts_with("0x")) << from_new_code[1];
  EXPECT_EQ(session.calls(timers[2]),
            std::vector<std::string>{"init_from_broken_frame (" +
                                     placeOf("called on a broken stack") + ")"});
  EXPECT_EQ(session.calls(timers[3])[0],
            "init_from_coroutine (" + placeOf("called by a coroutine") + ")");
}

TEST(StacksTest, GiveModuleAndOffsetWhereThereAreNoSymbols) {
  Recorded session({kStripped});
  for (const std::string& site : session.sites("TIMERWRAP"))
    EXPECT_TRUE(site.starts_with("stacks_stripped+0x")) << site;
  EXPECT_EQ(session.sites("TIMERWRAP").size(), 4U);
}

TEST(StacksTest, AreTakenOfNothingWhereNobodyWantsThem) {
  Recorded session({kProgram}, {"--stacks=none"});
  for (const ResourceRecord& resource : session.facts().reader().resources(0, 99))
    EXPECT_EQ(resource.stack, core::StackId{});
}

TEST(StacksTest, AreTakenOfTicksAndPromisesOnlyWhereAskedFor) {
  const Words program{UVSCOPE_PROGRAMS "/api_program"};
  Recorded handles(program);
  Recorded all(program, {"--stacks=all"});
  for (const char* const type : {"PROMISE", "TickObject"}) {
    EXPECT_EQ(handles.sites(type)[0], "") << type;
    EXPECT_NE(all.sites(type)[0], "") << type;
  }
  EXPECT_NE(handles.sites("Query")[0], "");
  EXPECT_NE(handles.sites("Timeout")[0], "");
}

TEST(StacksTest, GoOnInForkedChildren) {
  Recorded session({UVSCOPE_TARGETS "/target_forks"});
  std::size_t with_stack = 0;
  for (const ResourceRecord& resource : session.facts().reader().resources(0, 999)) {
    const bool in_child = resource.key.context != core::ContextId{1};
    if (in_child && !session.facts().reader().site(resource.stack).empty()) ++with_stack;
  }
  EXPECT_GT(with_stack, 0U);
}

TEST(StacksTest, MayNotBeAskedForInOtherWords) {
  const TempDir directory;
  const Outcome outcome =
      run(recording(directory.file("s.uvscope"), {kProgram}, {"--stacks=some"}));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.errors.find("--stacks has no 'some', only none, handles, all"),
            std::string::npos)
      << outcome.errors;
}

}  // namespace
}  // namespace uvscope::e2e
