// Reading while a recording goes on, and after it was killed.
#include <atomic>
#include <filesystem>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/forwarding_sink.h"
#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "tests/testing/memory_session.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/sanitized.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

class LiveSession : public ::testing::Test {
 protected:
  void SetUp() override {
    auto writer = SessionWriter::create(path_, {});
    ASSERT_TRUE(writer);
    writer_ = std::move(*writer);
  }

  std::unique_ptr<SessionReader> open() {
    auto reader = SessionReader::open(path_);
    EXPECT_TRUE(reader) << reader.error().message;
    return std::move(*reader);
  }

  testing::TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");
  std::unique_ptr<SessionWriter> writer_;
};

TEST_F(LiveSession, CanBeOpenedBeforeItsFirstEvent) {
  const auto reader = open();
  EXPECT_EQ(reader->info().events, 0U);
  EXPECT_FALSE(reader->info().finished);
  EXPECT_FALSE(reader->refresh());
  EXPECT_TRUE(reader->runs(0, kNeverNs, 9).empty());
  EXPECT_EQ(reader->overview(0, 100, 4).size(), 4U);
  EXPECT_TRUE(reader->undestroyed(0, 0, 9).empty());
}

TEST_F(LiveSession, ShowsWhatWasCommittedAndOnlyFromARefreshOn) {
  testing::SyntheticServer server(*writer_);
  const auto reader = open();
  server.run(700);
  EXPECT_FALSE(reader->refresh());
  ASSERT_TRUE(writer_->commit());
  EXPECT_EQ(reader->info().events, 0U);
  EXPECT_TRUE(reader->resources(0, 99).empty());
  EXPECT_TRUE(reader->refresh());
  EXPECT_EQ(reader->info().events, writer_->events());
  EXPECT_EQ(reader->events(1, 10000).size(), writer_->events());
  EXPECT_FALSE(reader->refresh());
}

TEST_F(LiveSession, AnswersAtEveryCommitAsTheModelDoes) {
  testing::MemorySession model;

  testing::Tee both(*writer_, model);
  testing::SyntheticServer server(both);
  const auto reader = open();
  for (int i = 0; i < 12; ++i) {
    server.run(1100);
    ASSERT_TRUE(writer_->commit());
    ASSERT_TRUE(reader->refresh());
    const SessionInfo& info = reader->info();
    ASSERT_EQ(info.events, model.info().events);
    ASSERT_EQ(info.alive, model.info().alive);
    ASSERT_EQ(info.duration_ns, model.info().duration_ns);
    ASSERT_EQ(reader->events(1, info.events), model.events(1, info.events));
    ASSERT_EQ(reader->resources(0, info.resources), model.resources(0, info.resources));
    ASSERT_EQ(reader->runs(0, kNeverNs, info.events), model.runs(0, kNeverNs, info.events));
  }
}

// Blocks close, and their resources live on, while a reader follows.
// Puts ids far apart, so that each resource is alone on its page of ids in memory.
class SpreadIds final : public core::ForwardingSink {
 public:
  SpreadIds(core::EventSink& next, std::uint64_t distance)
      : ForwardingSink(next), distance_(distance) {}

  void onEvents(std::span<const core::Event> events) override {
    std::vector<core::Event> spread(events.begin(), events.end());
    for (core::Event& event : spread) {
      event.id = far(event.id);
      if (event.kind != core::EventKind::Init) continue;
      event.trigger = far(event.trigger);
      event.execution = far(event.execution);
    }
    next_.onEvents(spread);
  }

  void onDetail(core::ResourceKey resource, std::string_view detail) override {
    next_.onDetail({resource.context, far(resource.id)}, detail);
  }

 private:
  [[nodiscard]] core::AsyncId far(core::AsyncId id) const {
    return core::isSyntheticRoot(id) ? id : core::AsyncId{id.value * distance_};
  }

  std::uint64_t distance_;
};

class LiveBlocks : public ::testing::TestWithParam<std::uint64_t> {};

INSTANTIATE_TEST_SUITE_P(DistancesOfIds, LiveBlocks, ::testing::Values(1, 300));

TEST_P(LiveBlocks, AnswerAtEveryCommitAsTheModelDoes) {
  for (const testing::Discipline discipline :
       {testing::Discipline::Kept, testing::Discipline::Broken}) {
    const testing::TempDir dir;
    SessionWriterOptions options;
    options.chunk_events = 5;
    options.lingering = 2;
    auto writer = SessionWriter::create(dir.file("s.uvscope"), options);
    ASSERT_TRUE(writer);
    testing::MemorySession model;
    testing::Tee tee(**writer, model);
    SpreadIds both(tee, GetParam());
    testing::RandomStream stream(77, discipline);
    stream.announce(both);
    auto reader = SessionReader::open(dir.file("s.uvscope"));
    ASSERT_TRUE(reader);
    for (int i = 0; i < 25 / ((testing::kSlower + 7) / 8); ++i) {
      stream.feed(both, 170);
      ASSERT_TRUE((*writer)->commit());
      (*reader)->refresh();
      auto fresh = SessionReader::open(dir.file("s.uvscope"));
      ASSERT_TRUE(fresh);
      for (SessionReader* one : {reader->get(), fresh->get()}) {
        const std::uint64_t all = model.info().resources;
        const EventSeq end = model.info().events;
        ASSERT_EQ(one->info().resources, all);
        ASSERT_EQ(one->resources(0, all), model.resources(0, all)) << i;
        ASSERT_EQ(one->undestroyed(end, 0, all), model.undestroyed(end, 0, all)) << i;
        ASSERT_EQ(one->undestroyed(end / 2, 2, 30), model.undestroyed(end / 2, 2, 30)) << i;
        ASSERT_EQ(one->roots(ParentKind::Trigger), model.roots(ParentKind::Trigger)) << i;
        for (const TreeNode& root : model.roots(ParentKind::Execution)) {
          ASSERT_EQ(one->children(root.key, ParentKind::Execution, 3, 50),
                    model.children(root.key, ParentKind::Execution, 3, 50))
              << i;
        }
        for (const ResourceRecord& record : model.resources(all / 2, 20)) {
          ASSERT_EQ(one->nextEventOf(record.key, end / 3), model.nextEventOf(record.key, end / 3));
          ASSERT_EQ(one->previousEventOf(record.key, end), model.previousEventOf(record.key, end));
        }
        ASSERT_EQ(one->info().damage, "");
      }
    }
  }
}

TEST_F(LiveSession, BecomesOnePlainFileAlthoughAReaderWatches) {
  testing::SyntheticServer server(*writer_);
  server.run(9000);
  ASSERT_TRUE(writer_->commit());
  std::atomic<bool> stop = false;
  std::atomic<bool> seen_finished = false;
  std::thread watcher([&] {
    const auto reader = open();
    while (!stop) {
      reader->refresh();
      seen_finished = reader->info().finished;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(reader->events(1, 9000).size(), 9000U);
    EXPECT_EQ(reader->info().damage, "");
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  server.run(500);
  ASSERT_TRUE(writer_->finish(server.now()));
  writer_.reset();
  for (int i = 0; i < 200 && !seen_finished; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  stop = true;
  watcher.join();
  EXPECT_TRUE(seen_finished);
  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
}

TEST_F(LiveSession, FinishesAlthoughAReaderNeverLetsGo) {
  testing::SyntheticServer server(*writer_);
  server.run(900);
  ASSERT_TRUE(writer_->commit());
  const auto reader = open();
  ASSERT_TRUE(writer_->finish(server.now()));
  writer_.reset();
  EXPECT_EQ(reader->events(1, 900).size(), 900U);
  EXPECT_TRUE(open()->info().finished);
}

TEST_F(LiveSession, OutlivesTheRemovalOfItsFile) {
  testing::SyntheticServer server(*writer_);
  server.run(900);
  ASSERT_TRUE(writer_->commit());
  const auto reader = open();
  server.run(900);
  std::filesystem::remove(path_);
  std::filesystem::remove(path_ + "-wal");
  static_cast<void>(writer_->finish(server.now()));
  writer_.reset();
  reader->refresh();
  EXPECT_LE(reader->info().events, 3000U);
  EXPECT_LE(reader->events(1, 10).size(), 10U);
}

// Writes as a recorder does, until it is killed.
[[noreturn]] void recordForever(const std::string& path, int progress) {
  auto writer = SessionWriter::create(path, {});
  if (!writer) _exit(1);
  testing::SyntheticServer server(**writer);
  for (;;) {
    server.run(300);
    if (!(*writer)->commit()) _exit(1);
    const std::uint64_t committed = (*writer)->events();
    if (write(progress, &committed, sizeof(committed)) != sizeof(committed)) _exit(1);
  }
}

TEST(KilledRecording, OpensCompleteToItsLastCommit) {
  std::mt19937_64 random(std::random_device{}());
  for (int round = 0; round < 12; ++round) {
    const testing::TempDir dir;
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(pipe_ends[0]);
      recordForever(dir.file("s.uvscope"), pipe_ends[1]);
    }
    close(pipe_ends[1]);
    std::uint64_t committed = 0;
    ASSERT_EQ(::read(pipe_ends[0], &committed, sizeof(committed)), ssize_t{sizeof(committed)});
    const useconds_t wait = static_cast<useconds_t>(random() % 60'000);
    std::uint64_t told = 0;
    std::thread drain([&] {
      while (::read(pipe_ends[0], &told, sizeof(told)) == ssize_t{sizeof(told)})
        committed = told;
    });
    usleep(wait);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    drain.join();
    close(pipe_ends[0]);

    auto reader = SessionReader::open(dir.file("s.uvscope"));
    ASSERT_TRUE(reader) << reader.error().message << " after " << wait << " us";
    const SessionInfo& info = (*reader)->info();
    EXPECT_GE(info.events, committed) << "after " << wait << " us";
    EXPECT_FALSE(info.finished);
    EXPECT_EQ((*reader)->events(1, info.events).size(), info.events);
    EXPECT_EQ((*reader)->resources(0, info.events).size(), info.resources);
    EXPECT_EQ((*reader)->undestroyed(info.events, 0, info.events).size(), info.alive);
    EXPECT_EQ(info.damage, "");
  }
}

// Fills the disk, as far as this process may write: tells how much was committed before.
[[noreturn]] void recordUntilFull(const std::string& path, int result) {
  const rlimit most{3'000'000, 3'000'000};
  setrlimit(RLIMIT_FSIZE, &most);
  signal(SIGXFSZ, SIG_IGN);
  auto writer = SessionWriter::create(path, {});
  if (!writer) _exit(1);
  testing::SyntheticServer server(**writer);
  std::uint64_t committed = 0;
  for (int i = 0; i < 10'000; ++i) {
    server.run(3000);
    if (!(*writer)->commit()) break;
    committed = (*writer)->events();
  }
  server.run(3000);  // is taken, and goes nowhere
  const bool stays_failed = !(*writer)->commit() && !(*writer)->finish(1);
  const bool told = write(result, &committed, sizeof(committed)) == sizeof(committed);
  _exit(stays_failed && told ? 0 : 1);
}

TEST(FullDisk, EndsARecordingButNotTheFile) {
  const testing::TempDir dir;
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) recordUntilFull(dir.file("s.uvscope"), pipe_ends[1]);
  close(pipe_ends[1]);
  std::uint64_t committed = 0;
  EXPECT_EQ(::read(pipe_ends[0], &committed, sizeof(committed)), ssize_t{sizeof(committed)});
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  auto reader = SessionReader::open(dir.file("s.uvscope"));
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_GT(committed, 0U);
  EXPECT_EQ((*reader)->info().events, committed);
  EXPECT_EQ((*reader)->events(1, committed).size(), committed);
  EXPECT_EQ((*reader)->info().damage, "");
}

}  // namespace
}  // namespace uvscope::storage
