#include "ui/commands.h"

#include <set>

#include <gtest/gtest.h>

namespace uvscope::ui {
namespace {

std::string problem(std::string_view text) {
  const auto parsed = parseCommands(text);
  return parsed ? "" : parsed.error().message;
}

TEST(Commands, AreWrittenOneAfterTheOther) {
  const auto commands = parseCommands("select 2/5;  goto-event 120 ;; theme light;");
  ASSERT_TRUE(commands);
  ASSERT_EQ(commands->size(), 3U);
  EXPECT_EQ(writeCommand((*commands)[0]), "select 2/5");
  EXPECT_EQ(writeCommand((*commands)[1]), "goto-event 120");
  EXPECT_EQ(writeCommand((*commands)[2]), "theme light");
}

TEST(Commands, TakeQuotedWords) {
  const auto commands = parseCommands(R"(open "my session;1.uvscope")");
  ASSERT_TRUE(commands);
  EXPECT_EQ(std::get<std::string>(commands->at(0).arguments.at(0)), "my session;1.uvscope");
  EXPECT_EQ(writeCommand(commands->at(0)), R"(open "my session;1.uvscope")");
}

TEST(Commands, AnUnknownOneIsNamedWithThoseThatAreNear) {
  EXPECT_EQ(problem("goto-evnet 5"), "no command “goto-evnet”; near: goto-event");
  EXPECT_NE(problem("xyzzyplugh").find("no command “xyzzyplugh”"), std::string::npos);
  EXPECT_EQ(problem("select 5; themes dark").find("no command “themes”; near: theme"), 0U);
}

TEST(Commands, AWrongArgumentIsNamed) {
  EXPECT_EQ(problem("select five"),
            "select: “five” is no resource, write its id (7) or context/id (2/7)");
  EXPECT_EQ(problem("theme pink"), "theme: no THEME “pink”, give one of dark|light");
  EXPECT_EQ(problem("goto-time soon"),
            "goto-time: “soon” is no time, write for instance 1.2s, 300ms or 15us");
  EXPECT_EQ(problem("goto-event -1"), "goto-event: “-1” is no EVENT, write a whole number");
  EXPECT_EQ(problem("select"), "select: ID is missing; usage: select ID");
  EXPECT_EQ(problem("quit now"), "quit: “now” is too much; usage: quit");
}

TEST(Commands, AFilterIsTheRestOfTheStatementAsItIsWritten) {
  const auto commands =
      parseCommands("filter  detail:\"a; b\" or type:TCP* ; run-to destroy of #4; filter");
  ASSERT_TRUE(commands) << commands.error().message;
  ASSERT_EQ(commands->size(), 3U);
  EXPECT_EQ(writeCommand(commands->at(0)), "filter detail:\"a; b\" or type:TCP*");
  EXPECT_EQ(writeCommand(commands->at(1)), "run-to destroy of #4");
  EXPECT_EQ(writeCommand(commands->at(2)), "filter");
}

TEST(Commands, AWrongFilterIsToldWithItsColumn) {
  EXPECT_EQ(problem("filter type:TCP* stat:x"),
            "filter: column 11: no field 'stat'; did you mean 'state'?");
}

TEST(Commands, TimesHaveUnits) {
  EXPECT_EQ(*parseTime("1.5s"), 1'500'000'000U);
  EXPECT_EQ(*parseTime("300ms"), 300'000'000U);
  EXPECT_EQ(*parseTime("15us"), 15'000U);
  EXPECT_EQ(*parseTime("15µs"), 15'000U);
  EXPECT_EQ(*parseTime("800"), 800U);
  EXPECT_FALSE(parseTime("-1s"));
  EXPECT_FALSE(parseTime("infs"));
  EXPECT_FALSE(parseTime(""));
  EXPECT_FALSE(parseTime("5 parsecs"));
}

TEST(Commands, HaveDistinctNamesAndKeys) {
  std::set<std::string> names;
  std::set<std::string> keys;
  for (const CommandInfo& info : commandTable()) {
    EXPECT_TRUE(names.insert(std::string(info.name)).second) << info.name;
    EXPECT_FALSE(info.help.empty()) << info.name;
    for (const auto& [statement, rest] : splitStatements(info.keys)) {
      for (const std::string& key : statement)
        EXPECT_TRUE(keys.insert(key).second) << key;
    }
  }
}

TEST(Commands, ThoseBoundToAKeyNeedNoArgument) {
  for (const CommandInfo& info : commandTable()) {
    for (const Parameter& parameter : info.parameters) {
      EXPECT_TRUE(info.keys.empty() || parameter.optional) << info.name;
    }
  }
}

}  // namespace
}  // namespace uvscope::ui
