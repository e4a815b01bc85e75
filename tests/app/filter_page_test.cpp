// docs/filter.md tells the truth: its session is built, and every example is asked.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "app/commands/filter_option.h"
#include "storage/event_filter.h"
#include "storage/resource_filter.h"
#include "tests/testing/memory_session.h"

namespace uvscope::testing {
namespace {

struct Example {
  std::string filter, which;
};

struct Page {
  std::string session;
  std::vector<Example> resources, events;
};

// "`filter`" or "2 3" of "| `filter` | 2 3 | words |".
std::string cell(const std::string& row, int number) {
  std::size_t begin = 0;
  for (int i = 0; i <= number; ++i)
    begin = row.find("| ", begin) + 2;
  const std::string text = row.substr(begin, row.find(" | ", begin) - begin);
  return text.front() == '`' ? text.substr(1, text.size() - 2) : text.front() == '|' ? "" : text;
}

Page readPage() {
  std::ifstream file(UVSCOPE_SOURCE_DIR "/docs/filter.md");
  Page page;
  bool in_session = false;
  bool of_events = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```") {
      in_session = !in_session;
    } else if (in_session) {
      page.session += line + '\n';
    } else if (line.starts_with("Events, by number")) {
      of_events = true;
    } else if (line.starts_with("| `")) {
      (of_events ? page.events : page.resources).push_back({cell(line, 0), cell(line, 1)});
    }
  }
  return page;
}

std::string joined(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (const std::uint64_t number : numbers)
    text += (text.empty() ? "" : " ") + std::to_string(number);
  return text;
}

class FilterPage : public ::testing::Test {
 protected:
  FilterPage() : page_(readPage()), session_(parseGraph(page_.session)) {
    session_.editInfo().finished = true;
  }

  Page page_;
  MemorySession session_;
};

TEST_F(FilterPage, ShowsWhichResourcesEachFilterMatches) {
  ASSERT_GT(page_.resources.size(), 30U);
  for (const Example& example : page_.resources) {
    auto parsed = core::parseFilter(example.filter);
    ASSERT_TRUE(parsed) << example.filter << ": " << parsed.error().message;
    storage::ResourceFilter filter(session_, *parsed, app::findingsAtEnd(session_));
    std::vector<std::uint64_t> ids;
    for (const auto& match : filter.page(0, 100).matches)
      ids.push_back(match.record.key.id.value);
    EXPECT_EQ(joined(ids), example.which) << example.filter;
    EXPECT_TRUE(filter.notes().empty()) << example.filter;
  }
}

TEST_F(FilterPage, ShowsWhichEventsEachFilterMatches) {
  ASSERT_GT(page_.events.size(), 10U);
  for (const Example& example : page_.events) {
    auto parsed = core::parseFilter(example.filter);
    ASSERT_TRUE(parsed) << example.filter << ": " << parsed.error().message;
    storage::EventFilter filter(session_, *parsed, app::findingsAtEnd(session_));
    std::vector<std::uint64_t> forwards, backwards;
    for (auto at = filter.next(0); at.seq != storage::kNoSeq; at = filter.next(at.seq))
      forwards.push_back(at.seq);
    EXPECT_EQ(joined(forwards), example.which) << example.filter;
    for (auto at = filter.previous(100); at.seq != storage::kNoSeq; at = filter.previous(at.seq))
      backwards.insert(backwards.begin(), at.seq);
    EXPECT_EQ(joined(backwards), example.which) << example.filter << ", backwards";
  }
}

}  // namespace
}  // namespace uvscope::testing
