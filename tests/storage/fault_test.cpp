// What becomes of a session when its writer, its disk or its bytes fail. Nothing may crash or hang,
// and what opens must answer as the model does, or say that it is damaged. Each test prints how
// often it tried, how many files opened, and of how many damage was told.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <utility>

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/forwarding_sink.h"
#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "tests/testing/memory_session.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/same_answers.h"
#include "tests/testing/sanitized.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

using testing::kSlower;

constexpr std::size_t kChunkEvents = 3;  // a block closes every 768 events
constexpr std::size_t kStep = 97;        // events a commit

// UVSCOPE_FLIPS=10000 for a thorough run.
int flips() {
  const char* const chosen = std::getenv("UVSCOPE_FLIPS");  // NOLINT(concurrency-mt-unsafe)
  return chosen == nullptr ? 1000 : std::atoi(chosen);
}

struct Tally {
  std::string what;
  int tried = 0, survived = 0, detected = 0;

  explicit Tally(std::string name) : what(std::move(name)) {}

  Tally(const Tally&) = delete;
  Tally& operator=(const Tally&) = delete;

  ~Tally() {
    std::printf("%s: tried %d, survived %d, detected %d\n", what.c_str(), tried, survived,
                detected);
  }
};

testing::Questions questions(std::uint64_t seed) {
  testing::Questions asked;
  asked.seed = seed;
  asked.rounds = 4;
  asked.overview = false;
  return asked;
}

SessionWriterOptions smallChunks() {
  SessionWriterOptions options;
  options.program = "server --port 8080";
  options.clock = "tsc";
  options.chunk_events = kChunkEvents;
  return options;
}

// Tells losses with the events after them, as recorders do: what a loss means for callbacks that
// are open is only known to readers once an event follows.
class LossesBeforeEvents final : public core::ForwardingSink {
 public:
  using core::ForwardingSink::ForwardingSink;

  void onEvents(std::span<const core::Event> events) override {
    for (const auto& [context, count] : std::exchange(losses_, {}))
      next_.onDropped(context, count);
    next_.onEvents(events);
  }

  void onDropped(core::ContextId context, std::uint64_t count) override {
    losses_.emplace_back(context, count);
  }

 private:
  std::vector<std::pair<core::ContextId, std::uint64_t>> losses_;
};

// The model of the first `events` events of the stream that writers here are given.
class Expected {
 public:
  explicit Expected(std::uint64_t seed) : stream_(seed, testing::Discipline::Broken) {
    stream_.announce(model_);
  }

  testing::MemorySession& upTo(EventSeq events) {
    while (model_.info().events < events)
      stream_.feed(sink_, kStep);
    return model_;
  }

 private:
  testing::RandomStream stream_;
  testing::MemorySession model_;
  LossesBeforeEvents sink_{model_};
};

// Writes until `stop` says so; `committed` is told after each commit.
void record(const std::string& path, std::uint64_t seed, int commits, int progress) {
  auto writer = SessionWriter::create(path, smallChunks());
  if (!writer) _exit(1);
  testing::RandomStream stream(seed, testing::Discipline::Broken);
  stream.announce(**writer);
  LossesBeforeEvents sink(**writer);
  for (int i = 0; i < commits; ++i) {
    stream.feed(sink, kStep);
    if (!(*writer)->commit()) _exit(3);
    const std::uint64_t committed = (*writer)->events();
    if (write(progress, &committed, sizeof(committed)) != sizeof(committed)) _exit(1);
  }
  pause();
}

// Records in a process of its own, which is killed `wait_us` after its commit number `kill_after`.
EventSeq recordAndKill(const std::string& path, std::uint64_t seed, int kill_after,
                       useconds_t wait_us) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    record(path, seed, wait_us == 0 ? kill_after : 10'000, ends[1]);
    _exit(0);
  }
  close(ends[1]);
  EventSeq committed = 0;
  for (int i = 0; i < kill_after; ++i) {
    if (read(ends[0], &committed, sizeof(committed)) != ssize_t{sizeof(committed)}) break;
  }
  if (wait_us != 0) usleep(wait_us);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EventSeq later = 0;
  while (read(ends[0], &later, sizeof(later)) == ssize_t{sizeof(later)})
    committed = later;
  close(ends[0]);
  return committed;
}

// An undamaged session whose last commit is at least `committed`.
void expectWhole(const std::string& path, EventSeq committed, Expected& expected,
                 std::uint64_t seed, Tally& tally) {
  ++tally.tried;
  auto reader = SessionReader::open(path);
  ASSERT_TRUE(reader) << reader.error().message;
  ++tally.survived;
  const SessionInfo& info = (*reader)->info();
  ASSERT_GE(info.events, committed);
  testing::MemorySession& model = expected.upTo(info.events);
  ASSERT_EQ(model.info().events, info.events) << "not the state of a commit";
  EXPECT_EQ(testing::firstDifference(**reader, model, questions(seed)), "") << info.events;
  EXPECT_EQ((*reader)->info().damage, "");
  EXPECT_FALSE((*reader)->info().finished);
}

TEST(KilledWriter, LeavesEveryCommitWhole) {
  Tally tally("killed at a commit");
  Expected expected(21);
  for (int commit = 1; commit <= 40; commit += 1 + (kSlower - 1) / 2) {
    const testing::TempDir dir;
    const std::string path = dir.file("s.uvscope");
    const EventSeq committed = recordAndKill(path, 21, commit, 0);
    expectWhole(path, committed, expected, static_cast<std::uint64_t>(commit), tally);
    if (HasFatalFailure()) return;
  }
}

TEST(KilledWriter, LeavesTheLastCommitWholeWheneverItIsKilled) {
  Tally tally("killed at any moment");
  std::mt19937_64 random(std::random_device{}());
  for (int round = 0; round < 60 / kSlower + 2; ++round) {
    const testing::TempDir dir;
    const std::string path = dir.file("s.uvscope");
    const auto wait = static_cast<useconds_t>(1 + random() % 8000);
    const EventSeq committed = recordAndKill(path, 22, 1 + static_cast<int>(random() % 8), wait);
    Expected expected(22);
    expectWhole(path, committed, expected, random(), tally);
    if (HasFatalFailure()) return;
  }
}

// As much as `bytes` can be written to a file.
EventSeq recordUntilFull(const std::string& path, std::uint64_t bytes) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    const rlimit most{bytes, bytes};
    setrlimit(RLIMIT_FSIZE, &most);
    signal(SIGXFSZ, SIG_IGN);
    record(path, 23, 60, ends[1]);
  }
  close(ends[1]);
  EventSeq committed = 0, next = 0;
  for (int i = 0; i < 60; ++i) {
    if (read(ends[0], &next, sizeof(next)) != ssize_t{sizeof(next)}) break;
    committed = next;
  }
  close(ends[0]);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  return committed;
}

TEST(FullDisk, LeavesTheLastCommitWholeAtEverySize) {
  Tally tally("full disk");
  Expected expected(23);
  for (std::uint64_t bytes = 4096; bytes < 1'400'000; bytes += 40'960ULL * kSlower + 512) {
    const testing::TempDir dir;
    const std::string path = dir.file("s.uvscope");
    const EventSeq committed = recordUntilFull(path, bytes);
    if (!std::filesystem::exists(path)) {
      ++tally.tried;  // there was no room for a session at all
      continue;
    }
    expectWhole(path, committed, expected, bytes, tally);
    if (HasFatalFailure()) return;
  }
}

// What the model does not know.
std::string otherFacts(SessionReader& reader) {
  const SessionInfo& info = reader.info();
  std::string facts = info.program + " " + info.clock + " " + info.recorder_version + " " +
                      std::to_string(info.recorded_unix_ms) + (info.finished ? " finished" : "");
  for (const core::ProcessInfo& process : reader.processes()) {
    facts += "\n" + std::to_string(process.pid) + " " + process.executable;
    for (const std::string& argument : process.arguments)
      facts += " " + argument;
  }
  for (const LoopTotal& loop : reader.loops())
    facts += "\nloop " + std::to_string(loop.iterations) + " " + std::to_string(loop.poll_ns);
  for (const TimeBucket& bucket : reader.overview(0, info.duration_ns + 1, 400))
    facts += " " + std::to_string(bucket.events) + "/" + std::to_string(bucket.alive_end);
  for (const core::StackFrame& frame : reader.frames(core::StackId{1}))
    facts += "\n" + frame.function + " " + frame.file + ":" + std::to_string(frame.line);
  return facts + " " + reader.site(core::StackId{1});
}

// A small session that was changed: one that has ended, or one whose recorder was killed.
class ChangedBytes : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    auto writer = SessionWriter::create(path_, smallChunks());
    ASSERT_TRUE(writer);
    testing::Tee both(**writer, model_);
    testing::RandomStream stream(24, testing::Discipline::Broken);
    stream.announce(both);
    const std::vector<core::StackFrame> frames{{"/bin/x", 1, "main", "m.c", 5, false}};
    (*writer)->onFrames(core::CodeId{1}, frames);
    (*writer)->onStack(core::StackId{1}, std::vector{core::CodeId{1}}, "main (m.c:5)");
    stream.feed(both, 900);
    ASSERT_TRUE(GetParam() ? (*writer)->finish(model_.info().duration_ns) : (*writer)->commit());
    writer->reset();
    std::ifstream in(path_, std::ios::binary);
    whole_.assign(std::istreambuf_iterator<char>(in), {});
    auto reader = SessionReader::open(path_);
    ASSERT_TRUE(reader);
    facts_ = otherFacts(**reader);
    ASSERT_EQ((*reader)->info().damage, "");
  }

  // The first difference that no damage explains: "" is fine.
  std::string wrongness(const std::string& bytes, std::uint64_t seed, Tally& tally) {
    ++tally.tried;
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
    auto reader = SessionReader::open(path_);
    if (!reader) {
      ++tally.detected;
      return "";
    }
    ++tally.survived;
    std::string difference = testing::firstDifference(**reader, model_, questions(seed));
    if (otherFacts(**reader) != facts_ && difference.empty()) difference = "a fact";
    const bool told = !(*reader)->info().damage.empty();
    tally.detected += told ? 1 : 0;
    return told ? "" : difference;
  }

  testing::TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");

  // Of one of the two sessions, in sanitized builds fewer.
  static int rounds(int all) { return std::max(1, all / 2 / (kSlower == 1 ? 1 : 3 * kSlower)); }

  std::string whole_, facts_;
  testing::MemorySession model_;
};

// Values that are right in themselves, but of another row or another moment.
TEST_P(ChangedBytes, AreToldWhereRowsLie) {
  Tally tally("lying rows");
  std::vector<std::string> lies;
  for (const char* const number : {"0", "1", "127", "129", "256", "-1", "1000000000000", "'x'"})
    lies.push_back(std::string("UPDATE meta SET value = ") + number +
                   " WHERE key = 'closed_chunks'");
  for (const char* const blob :
       {"event_chunk.events", "event_chunk.key_frame", "birth_chunk.births", "kept.records",
        "occurrence.entries", "event_directory.entries", "event_directory.born"}) {
    const std::string name(blob);
    const std::string table = name.substr(0, name.find('.'));
    const std::string column = name.substr(name.find('.') + 1);
    lies.push_back("UPDATE " + table + " SET " + column + " = (SELECT " + column + " FROM " +
                   table + " WHERE id = 1) WHERE id = 0");
    lies.push_back("DELETE FROM " + table + " WHERE id = 1");
    lies.push_back("UPDATE " + table + " SET id = 100000 WHERE id = 1");
  }
  for (const char* const column :
       {"kept.first_number", "kept.unfinished", "kept.last_destroy_seq", "parent.trigger_children",
        "parent.execution_children", "odd_birth.number", "odd_birth.made", "type_total.total",
        "type_total.alive", "type_total.runs", "dropped.count", "context.thread_id",
        "process.start_ns"}) {
    const std::string name(column);
    const std::string field = name.substr(name.find('.') + 1);
    for (const char* const change : {" + 1", " * 0", " - 1000000", " + 4611686018427387904"}) {
      lies.push_back("UPDATE " + name.substr(0, name.find('.')) + " SET " + field + " = " + field +
                     change);
    }
  }
  for (const char* const table : {"parent", "odd_birth", "revived", "type_total", "dropped"})
    lies.push_back(std::string("DELETE FROM ") + table);
  for (std::size_t i = 0; i < lies.size(); i += kSlower) {
    const std::string& lie = lies[i];
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << whole_;
    sqlite3* db = nullptr;
    sqlite3_open(path_.c_str(), &db);
    sqlite3_exec(db, lie.c_str(), nullptr, nullptr, nullptr);
    sqlite3_close(db);
    std::ifstream in(path_, std::ios::binary);
    const std::string changed(std::istreambuf_iterator<char>(in), {});
    EXPECT_EQ(wrongness(changed, 1, tally), "") << lie;
  }
}

TEST_P(ChangedBytes, AreToldWhereTheFileIsCutShort) {
  Tally tally("cut short");
  std::mt19937_64 random(7);
  for (int round = 0; round < rounds(1000); ++round) {
    const std::string cut = whole_.substr(0, 1 + random() % (whole_.size() - 1));
    ASSERT_EQ(wrongness(cut, random(), tally), "") << cut.size() << " of " << whole_.size();
  }
}

TEST_P(ChangedBytes, AreToldWhereABitHasFlipped) {
  Tally tally("a flipped byte");
  std::mt19937_64 random(8);
  for (int round = 0; round < rounds(flips()); ++round) {
    std::string bytes = whole_;
    const std::size_t at = random() % bytes.size();
    const auto bit = static_cast<unsigned>(random() % 8);
    bytes[at] = static_cast<char>(bytes[at] ^ (1U << bit));
    EXPECT_EQ(wrongness(bytes, random(), tally), "") << "byte " << at << ", bit " << bit;
  }
}

INSTANTIATE_TEST_SUITE_P(FinishedAndKilled, ChangedBytes, ::testing::Bool());

}  // namespace
}  // namespace uvscope::storage
