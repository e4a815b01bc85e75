// A program that links the library records itself: everything is there, and once.
#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

constexpr const char* kApiProgram = UVSCOPE_PROGRAMS "/api_program";

TEST(ApiProgramTest, IsRecordedWithItsOwnTypesAndEachEventOnce) {
  const TempDir directory;
  const std::string session = directory.file("api.uvscope");
  const Outcome plain = run({kApiProgram});
  const Outcome recorded = run(recording(session, {kApiProgram}, {"--quiet"}));
  EXPECT_EQ(recorded.status, plain.status);
  EXPECT_EQ(recorded.output, plain.output);
  EXPECT_EQ(recorded.errors, plain.errors);

  SessionFacts facts(session);
  EXPECT_EQ(facts.contradictions(), std::vector<std::string>());
  const auto queries = facts.ofType("Query");
  ASSERT_EQ(queries.size(), 1U);
  EXPECT_EQ(facts.triggerType(queries[0]), "bootstrap");
  EXPECT_EQ(facts.callbacks(queries[0].key), 1U);
  EXPECT_EQ(facts.ofType("TIMERWRAP").size(), 1U);
  EXPECT_EQ(facts.ofType("Timeout").size(), 3U);
  EXPECT_EQ(facts.ofType("Immediate").size(), 1U);
  EXPECT_GE(facts.ofType("PROMISE").size(), 5U);
  const auto ticks = facts.ofType("TickObject");
  ASSERT_EQ(ticks.size(), 1U);
  EXPECT_EQ(facts.triggerType(ticks[0]), "Query");
  const auto on_thread = facts.ofType("ThreadResource");
  ASSERT_EQ(on_thread.size(), 1U);
  EXPECT_NE(on_thread[0].key.context, queries[0].key.context);
  EXPECT_EQ(facts.triggerType(on_thread[0]), "Timeout");
}

}  // namespace
}  // namespace uvscope::e2e
