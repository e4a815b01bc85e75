// Sessions that were cut off or changed: opened up to the damage, or refused in one line.
#include <filesystem>
#include <fstream>
#include <random>

#include <gtest/gtest.h>

#include "storage/session_reader.h"
#include "tests/testing/sanitized.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

// Asks everything that there is to ask. The number of answers.
std::uint64_t askEverything(SessionReader& reader) {
  const SessionInfo info = reader.info();
  const std::uint64_t end = info.duration_ns + 1;
  std::uint64_t answers = reader.typeTotals().size();
  for (const ParentKind by : {ParentKind::Trigger, ParentKind::Execution}) {
    for (const TreeNode& root : reader.roots(by)) {
      answers += reader.children(root.key, by, 0, 50).size();
    }
    answers += reader.chain({core::ContextId{1}, core::AsyncId{40}}, by).size();
  }
  for (const ResourceRecord& record : reader.resources(0, 200)) {
    answers += reader.nextEventOf(record.key, record.init_seq);
    answers += reader.previousEventOf(record.key, info.events);
  }
  answers += reader.resourcesIn(end / 3, end / 2, 100).size();
  answers += reader.undestroyed(info.events / 2, 0, 100).size();
  answers += reader.undestroyedCount(info.events / 2);
  for (EventSeq seq = 1; seq <= info.events; seq += 1 + info.events / 20) {
    answers += reader.events(seq, 100).size();
    answers += reader.executionStack(core::ContextId{1}, seq).size();
  }
  answers += reader.eventAt(end / 2);
  answers += reader.runs(end / 4, end / 2, 1000).size();
  return answers + reader.overview(0, end, 50).size();
}

class DamagedSession : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(testing::writeSyntheticSession(path_, 20000));
    std::ifstream in(path_, std::ios::binary);
    whole_.assign(std::istreambuf_iterator<char>(in), {});
  }

  void replaceBy(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
  }

  // True if it opened.
  bool survive() {
    auto reader = SessionReader::open(path_);
    if (!reader) {
      EXPECT_FALSE(reader.error().message.empty());
      error_ = reader.error().message;
      EXPECT_EQ(reader.error().message.find('\n'), std::string::npos) << reader.error().message;
      return false;
    }
    answers_ = askEverything(**reader);
    damage_ = (*reader)->info().damage;
    events_ = (*reader)->info().events;
    return true;
  }

  testing::TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");
  std::string whole_;
  std::string damage_, error_;
  EventSeq events_ = 0;
  std::uint64_t answers_ = 0;
};

TEST_F(DamagedSession, SaysWhenItIsWhole) {
  ASSERT_TRUE(survive());
  EXPECT_EQ(damage_, "");
  EXPECT_GT(answers_, 20000U);
}

TEST_F(DamagedSession, SurvivesBeingCutOffAnywhere) {
  int opened = 0;
  for (std::size_t size = 1; size < whole_.size();
       size += 1 + whole_.size() * ((testing::kSlower + 3) / 4) / 90) {
    replaceBy(whole_.substr(0, size));
    if (!survive()) {
      EXPECT_TRUE(size < 100 || error_.find("cut off") != std::string::npos) << size << error_;
      continue;
    }
    ++opened;
    EXPECT_NE(damage_, "") << size << " of " << whole_.size();
  }
  EXPECT_GT(opened, 0);
}

TEST_F(DamagedSession, OpensUpToWhereItWasCutOff) {
  replaceBy(whole_.substr(0, whole_.size() - 4096));
  ASSERT_TRUE(survive());
  EXPECT_NE(damage_.find("cut short"), std::string::npos) << damage_;
}

TEST_F(DamagedSession, SurvivesRandomChangesOfBytes) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200 / ((testing::kSlower + 3) / 4); ++round) {
    std::string bytes = whole_;
    for (std::uint64_t flips = 1 + random() % 12; flips > 0; --flips) {
      bytes[random() % (round % 2 == 0 ? bytes.size() : 8192)] = static_cast<char>(random());
    }
    replaceBy(bytes);
    survive();
  }
}

TEST_F(DamagedSession, SurvivesPagesOfZerosAndOfEachOther) {
  std::mt19937_64 random(2);
  const std::size_t pages = whole_.size() / 4096;
  for (int round = 0; round < 100 / ((testing::kSlower + 3) / 4); ++round) {
    std::string bytes = whole_;
    const std::size_t to = 4096 * (1 + random() % (pages - 1));
    if (round % 2 == 0) {
      bytes.replace(to, 4096, std::string(4096, '\0'));
    } else {
      bytes.replace(to, 4096, whole_.substr(4096 * (random() % pages), 4096));
    }
    replaceBy(bytes);
    survive();
  }
}

TEST_F(DamagedSession, TellsWhichEventsAChangedChunkHides) {
  sqlite3* raw = nullptr;
  sqlite3_open(path_.c_str(), &raw);
  ASSERT_EQ(
      sqlite3_exec(raw, "UPDATE event_chunk SET events = zeroblob(length(events)) WHERE id = 1",
                   nullptr, nullptr, nullptr),
      SQLITE_OK);
  sqlite3_close(raw);
  auto reader = SessionReader::open(path_);
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->info().damage, "");  // opening reads no chunk
  EXPECT_EQ((*reader)->events(1, 20000).size(), 4096U);
  EXPECT_EQ((*reader)->info().damage, "events 4097 to 8192 cannot be read");
  EXPECT_EQ((*reader)->events(8193, 100).size(), 100U);
}

TEST_F(DamagedSession, DoesWithoutItsTableOfContents) {
  sqlite3* raw = nullptr;
  sqlite3_open(path_.c_str(), &raw);
  ASSERT_EQ(sqlite3_exec(raw,
                         "UPDATE event_directory SET entries = zeroblob(100);"
                         "UPDATE session_index SET pages = zeroblob(100)",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(raw);
  auto reader = SessionReader::open(path_);
  ASSERT_TRUE(reader);
  EXPECT_GE((*reader)->info().events, 20000U);
  EXPECT_NE((*reader)->info().damage, "");
  EXPECT_EQ((*reader)->undestroyed((*reader)->info().events, 0, 100000).size(),
            (*reader)->info().alive);
}

}  // namespace
}  // namespace uvscope::storage
