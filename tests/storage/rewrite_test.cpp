// Sessions made of others.
#include "storage/rewrite.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "storage/rewrite_cut.h"
#include "storage/rewrite_merge.h"
#include "storage/rewrite_redact.h"
#include "storage/statement.h"
#include "tests/testing/graph_text.h"
#include "tests/testing/memory_session.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/same_answers.h"
#include "tests/testing/sanitized.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

using core::AsyncId;
using core::ContextId;
using core::EventKind;
using core::ResourceKey;

constexpr std::uint64_t kAll = 1'000'000;

// Random streams name stacks that nobody has told; a copy does not.
class WithoutStacks final : public core::ForwardingSink {
 public:
  using core::ForwardingSink::ForwardingSink;

  void onEvents(std::span<const core::Event> events) override {
    std::vector<core::Event> taken(events.begin(), events.end());
    for (core::Event& event : taken) {
      if (event.kind == EventKind::Init) event.value = 0;
    }
    next_.onEvents(taken);
  }
};

class RewrittenSession : public ::testing::Test {
 protected:
  using ReaderPtr = std::unique_ptr<SessionReader>;

  ReaderPtr open(const std::string& name) {
    auto reader = SessionReader::open(dir_.file(name));
    EXPECT_TRUE(reader) << reader.error().message;
    return reader ? std::move(*reader) : nullptr;
  }

  // A session of what `feed` tells.
  template <class Feed>
  ReaderPtr make(const std::string& name, Feed&& feed, std::int64_t unix_ms = 0,
                 std::size_t chunk_events = kMaxChunkEvents) {
    SessionWriterOptions options;
    options.program = "/usr/bin/" + name + " --secret";
    options.clock = "tsc";
    options.recorded_unix_ms = unix_ms;
    options.chunk_events = chunk_events;
    auto writer = SessionWriter::create(dir_.file(name), options);
    EXPECT_TRUE(writer) << writer.error().message;
    feed(**writer);
    EXPECT_TRUE((*writer)->finish(0));
    writer->reset();
    return open(name);
  }

  ReaderPtr makeText(const std::string& name, std::string_view text, std::int64_t unix_ms = 0) {
    return make(
        name, [&](SessionWriter& writer) { testing::parseGraph(text).feed(writer); }, unix_ms);
  }

  ReaderPtr rewrite(const std::vector<RewriteInput>& inputs, RewriteOutput output) {
    auto totals = rewriteSessions(inputs, output, dir_.file("out"));
    EXPECT_TRUE(totals) << totals.error().message;
    if (!totals) return nullptr;
    totals_ = *totals;
    return open("out");
  }

  ReaderPtr cut(SessionReader& session, std::uint64_t from_ns, std::uint64_t to_ns) {
    RewriteInput input;
    input.session = &session;
    input.until_ns = to_ns;
    input.filter = [&](core::EventSink& next) {
      return std::make_unique<CutTime>(next, from_ns, to_ns);
    };
    RewriteOutput output = copyOf(session);
    output.duration_ns = std::min(to_ns, session.info().duration_ns) - from_ns;
    return rewrite({input}, output);
  }

  testing::TempDir dir_;
  RewriteTotals totals_;
};

TEST_F(RewrittenSession, IsTheSameWithoutAFilter) {
  for (const testing::Discipline discipline :
       {testing::Discipline::Kept, testing::Discipline::Broken}) {
    for (const std::size_t chunk_events : {std::size_t{7}, kMaxChunkEvents}) {
      const testing::TempDir fresh;
      testing::MemorySession model;
      const auto original = make(
          "in" + std::to_string(chunk_events) +
              (discipline == testing::Discipline::Kept ? "k" : "b"),
          [&](SessionWriter& writer) {
            testing::Tee tee(writer, model);
            WithoutStacks both(tee);
            testing::RandomStream stream(chunk_events, discipline);
            stream.announce(both);
            stream.feed(both, testing::kSlower == 1 ? 9000 : 1500);
          },
          0, chunk_events);
      RewriteInput input;
      input.session = original.get();
      RewriteOutput output = copyOf(*original);
      output.chunk_events = 100;
      ASSERT_TRUE(rewriteSessions({&input, 1}, output, fresh.file("out")));
      auto copy = SessionReader::open(fresh.file("out"));
      ASSERT_TRUE(copy);
      testing::Questions questions;
      questions.overview = false;
      EXPECT_EQ(testing::firstDifference(**copy, *original, questions), "") << chunk_events;
      EXPECT_EQ(testing::firstDifference(**copy, model, questions), "") << chunk_events;
      EXPECT_EQ((*copy)->info().damage, "");
      EXPECT_TRUE((*copy)->info().finished);
    }
  }
}

TEST_F(RewrittenSession, KeepsStacksThatAreBorneAndNumbersThemAnew) {
  const auto original = make("in", [](SessionWriter& writer) {
    testing::parseGraph("init 2 TCPWRAP\n").feed(writer);
    for (std::uint32_t code = 1; code <= 3; ++code) {
      writer.onFrames(core::CodeId{code},
                      std::vector<core::StackFrame>{{"/bin/x", code, "f", "x.c", code, false}});
    }
    writer.onStack(core::StackId{1}, std::vector{core::CodeId{1}}, "f (x.c:1)");
    writer.onStack(core::StackId{2}, std::vector{core::CodeId{2}, core::CodeId{3}}, "f (x.c:2)");
    core::Event init;
    init.context = ContextId{1};
    init.id = AsyncId{3};
    init.type = core::typeOf(core::Provider::Tcp);
    init.value = 2;
    writer.onEvents(std::vector{init});
  });
  RewriteInput input;
  input.session = original.get();
  const auto copy = rewrite({input}, copyOf(*original));
  const auto record = copy->resource({ContextId{1}, AsyncId{3}});
  ASSERT_TRUE(record);
  EXPECT_EQ(record->stack, core::StackId{1});
  EXPECT_EQ(copy->site(record->stack), "f (x.c:2)");
  EXPECT_EQ(copy->frames(record->stack), original->frames(core::StackId{2}));
  EXPECT_EQ(copy->resource({ContextId{1}, AsyncId{2}})->stack, core::StackId{});
}

TEST_F(RewrittenSession, SaysThatTheRecordingHasNotEnded) {
  const std::string path = dir_.file("killed");
  auto writer = SessionWriter::create(path, {});
  testing::parseGraph("init 2 TCPWRAP\n").feed(**writer);
  ASSERT_TRUE((*writer)->commit());
  writer->reset();
  const auto original = open("killed");
  RewriteInput input;
  input.session = original.get();
  const auto copy = rewrite({input}, copyOf(*original));
  EXPECT_FALSE(copy->info().finished);
  EXPECT_FALSE(copy->info().recording);
}

TEST_F(RewrittenSession, MakesAtTheBeginningOfARangeWhatIsAliveThen) {
  const auto original = makeText("in", R"(
init 2 TCPWRAP
detail 2 127.0.0.1:80
retype 2 TCPSERVERWRAP
init 3 TIMERWRAP
destroy 3
init 4 TIMERWRAP <2 @1
unref 4
before 2 connection
init 5 TCPWRAP <2 @2
before 5 read 7
after 5
after 2
destroy 4
init 6 TIMERWRAP
)");
  const auto events = original->events(1, kAll);
  // From the read in the connection's callback up to the destroy of 4, which is left out.
  const std::uint64_t from = events[8].ts_ns, to = events[11].ts_ns;
  ASSERT_EQ(events[8].kind, EventKind::Before);
  ASSERT_EQ(events[11].kind, EventKind::Destroy);
  const auto part = cut(*original, from, to);
  const auto told = part->events(1, kAll);
  std::vector<std::pair<EventKind, std::uint64_t>> kinds;
  for (const core::Event& event : told)
    kinds.emplace_back(event.kind, event.id.value);
  const std::vector<std::pair<EventKind, std::uint64_t>> wanted = {
      {EventKind::Init, 2},   {EventKind::Init, 4},   {EventKind::Unref, 4}, {EventKind::Init, 5},
      {EventKind::Before, 2}, {EventKind::Before, 5}, {EventKind::After, 5}, {EventKind::After, 2}};
  EXPECT_EQ(kinds, wanted);
  EXPECT_EQ(told.front().ts_ns, 0U);
  const auto server = part->resource({ContextId{1}, AsyncId{2}});
  ASSERT_TRUE(server);
  EXPECT_EQ(part->typeName(server->type), "TCPSERVERWRAP");
  EXPECT_EQ(server->detail, "127.0.0.1:80");
  EXPECT_EQ(server->trigger_children, 2U);
  EXPECT_EQ(server->runs, 1U);
  EXPECT_FALSE(part->resource({ContextId{1}, AsyncId{4}})->referenced);
  EXPECT_FALSE(part->resource({ContextId{1}, AsyncId{4}})->destroyed());
  EXPECT_FALSE(part->resource({ContextId{1}, AsyncId{3}}));
  EXPECT_EQ(part->info().duration_ns, to - from);
}

TEST_F(RewrittenSession, HasInARangeWhatTheWholeHasThere) {
  const auto original = make("in", [](SessionWriter& writer) {
    testing::SyntheticServer server(writer);
    server.run(30'000);
  });
  const std::uint64_t from = original->info().duration_ns / 3, to = 2 * from;
  const auto part = cut(*original, from, to);
  const EventSeq last_before = original->eventAt(from - 1);
  EXPECT_EQ(part->info().alive, original->undestroyedCount(original->eventAt(to - 1)));
  std::vector<core::Event> wanted;
  for (const core::Event& event : original->events(last_before + 1, kAll)) {
    if (event.ts_ns >= to) continue;
    wanted.push_back(event);
    wanted.back().ts_ns -= std::min(event.ts_ns, from);
  }
  const auto got = part->events(1, kAll);
  ASSERT_GT(got.size(), wanted.size());
  EXPECT_TRUE(std::equal(wanted.begin(), wanted.end(),
                         got.end() - static_cast<std::ptrdiff_t>(wanted.size())));
  // What was alive there stands before it, with the same parents.
  std::set<ResourceKey> alive;
  for (const ResourceRecord& record : original->undestroyed(last_before, 0, kAll)) {
    alive.insert(record.key);
    const auto own = part->resource(record.key);
    ASSERT_TRUE(own);
    EXPECT_EQ(own->init_ns, 0U);
    EXPECT_EQ(own->trigger, record.trigger);
    EXPECT_EQ(own->type, record.type);
    EXPECT_EQ(own->detail, record.detail);
  }
  EXPECT_GT(alive.size(), 10U);
  EXPECT_EQ(part->info().damage, "");
}

TEST_F(RewrittenSession, IsASubtreeByTriggers) {
  const auto original = make("in", [](SessionWriter& writer) {
    testing::SyntheticServer server(writer);
    server.run(20'000);
  });
  ResourceKey root;
  for (const ResourceRecord& record : original->resources(0, kAll)) {
    if (record.trigger_children > 3 && !core::isSyntheticRoot(record.trigger)) root = record.key;
  }
  std::set<ResourceKey> wanted = {root};
  for (const ResourceRecord& record : original->resources(0, kAll)) {
    if (wanted.contains({record.key.context, record.trigger})) wanted.insert(record.key);
  }
  RewriteInput input;
  input.session = original.get();
  input.filter = [&](core::EventSink& next) {
    return std::make_unique<CutSubtree>(next, root, core::ProcessId{1});
  };
  const auto part = rewrite({input}, copyOf(*original));
  std::set<ResourceKey> got;
  for (const ResourceRecord& record : part->resources(0, kAll)) {
    got.insert(record.key);
    const auto whole = original->resource(record.key);
    EXPECT_EQ(record.runs, whole->runs);
    EXPECT_EQ(record.detail, whole->detail);
    EXPECT_EQ(record.trigger_children, whole->trigger_children);
    EXPECT_EQ(record.destroy_ns, whole->destroy_ns);
  }
  EXPECT_EQ(got, wanted);
  EXPECT_GT(got.size(), 4U);
  EXPECT_EQ(part->chain(root, ParentKind::Trigger).size(), 2U);  // its trigger is known by id alone
}

TEST_F(RewrittenSession, MergesByTheWallClock) {
  const auto tellServer = [](std::uint64_t events) {
    return [events](SessionWriter& writer) {
      testing::SyntheticServer server(writer);
      server.run(events);
      writer.onDropped(ContextId{2}, 5);
    };
  };
  const auto a = make("a", tellServer(6000), 1000);
  const auto b = make("b", tellServer(3000), 1020);
  MergedNumbers numbers;
  std::vector<RewriteInput> inputs;
  for (SessionReader* const session : {a.get(), b.get()}) {
    RewriteInput input;
    input.session = session;
    input.shift_ns =
        static_cast<std::uint64_t>(session->info().recorded_unix_ms - 1000) * 1'000'000;
    input.filter = [&](core::EventSink& next) { return std::make_unique<Renumber>(next, numbers); };
    inputs.push_back(input);
  }
  const auto merged = rewrite(inputs, {});
  EXPECT_EQ(merged->info().events, a->info().events + b->info().events);
  EXPECT_EQ(merged->info().resources, a->info().resources + b->info().resources);
  EXPECT_EQ(merged->info().alive, a->info().alive + b->info().alive);
  EXPECT_EQ(merged->info().dropped, 10U);
  EXPECT_EQ(merged->processes().size(), 2U);
  EXPECT_EQ(merged->contexts().size(), 4U);
  EXPECT_EQ(merged->contexts().back().process, core::ProcessId{2});
  EXPECT_EQ(merged->typeName(core::kFirstUserType), "JobQueue");
  EXPECT_EQ(merged->typeName(core::TypeId{257}), "type 257");  // both have the same one
  // The events of each, as they were.
  std::vector<core::Event> of_b;
  for (core::Event event : merged->events(1, kAll)) {
    if (event.context.value <= 2) continue;
    event.context.value -= 2;
    event.ts_ns -= 20'000'000;
    of_b.push_back(event);
  }
  EXPECT_EQ(of_b, b->events(1, kAll));
  const auto record = merged->resource({ContextId{3}, AsyncId{2}});
  ASSERT_TRUE(record);
  EXPECT_EQ(record->detail, b->resource({ContextId{1}, AsyncId{2}})->detail);
}

TEST_F(RewrittenSession, TellsNothingOfItsMachineOnceItIsRedacted) {
  const auto original = make("in", [](SessionWriter& writer) {
    testing::parseGraph(R"(
init 2 TCPWRAP
detail 2 10.1.2.3:8080 from [fe80::1]:5123, fd 7
init 3 TIMERWRAP
detail 3 timeout 10 ms, repeat 5 ms
init 4 FSREQCALLBACK
detail 4 /home/ann/secret plan.txt
init 5 PROCESSWRAP
detail 5 /bin/tool read 1234 hunter2, pid 77
init 6 TCPWRAP
detail 6 10.1.2.3:9090
init 7 SIGNALWRAP
detail 7 SIGUSR1
init 8 FSREQCALLBACK
detail 8 write fd 13
init 9 ASYNCWRAP
detail 9 moved here, was #2
)")
        .feed(writer);
    writer.onProcess({core::ProcessId{1},
                      7,
                      1,
                      "/home/ann/server",
                      {"/home/ann/server", "--key=hunter2", "db.example.org:5432"},
                      0});
    writer.onContext({ContextId{1}, core::ProcessId{1}, 7, "ann's thread"});
  });
  Placeholders words{{}};
  RewriteInput input;
  input.session = original.get();
  input.filter = [&](core::EventSink& next) { return std::make_unique<Redact>(next, words); };
  RewriteOutput output = copyOf(*original);
  output.program = words.ofCommand(output.program);
  const auto copy = rewrite({input}, output);
  const auto detail = [&](std::uint64_t id) {
    return copy->resource({ContextId{1}, AsyncId{id}})->detail;
  };
  EXPECT_EQ(detail(2), "address-2:8080 from address-3:5123, fd 7");
  EXPECT_EQ(detail(3), "timeout 10 ms, repeat 5 ms");
  EXPECT_EQ(detail(6), "address-2:9090");
  EXPECT_EQ(detail(7), "SIGUSR1");
  EXPECT_EQ(detail(8), "write fd 13");
  EXPECT_EQ(detail(9), "moved here, was #2");
  EXPECT_EQ(detail(5).find("1234"), std::string::npos) << detail(5);
  EXPECT_NE(detail(5).find(", pid 77"), std::string::npos) << detail(5);
  // Nothing of it is anywhere in the file.
  std::string file;
  {
    std::FILE* const in = std::fopen(dir_.file("out").c_str(), "rb");
    for (int c = std::fgetc(in); c != EOF; c = std::fgetc(in))
      file += static_cast<char>(c);
    std::fclose(in);
  }
  for (const char* const secret : {"ann", "hunter2", "example", "10.1.2", "fe80", "plan", "secret"})
    EXPECT_EQ(file.find(secret), std::string::npos) << secret;
}

TEST_F(RewrittenSession, CountsWhatOfADamagedOneCannotBeRead) {
  {
    const auto whole = make("in", [](SessionWriter& writer) {
      testing::SyntheticServer server(writer);
      server.run(20'000);
    });
  }
  sqlite3* raw = nullptr;
  sqlite3_open(dir_.file("in").c_str(), &raw);
  ASSERT_TRUE(execute(raw, "UPDATE event_chunk SET events = zeroblob(50) WHERE id = 1"));
  sqlite3_close(raw);
  const auto damaged = open("in");
  RewriteInput input;
  input.session = damaged.get();
  const auto saved = rewrite({input}, copyOf(*damaged));
  EXPECT_EQ(totals_.unreadable, 4096U);
  EXPECT_NE(totals_.damage, "");
  EXPECT_EQ(saved->info().events, damaged->info().events - 4096);
  EXPECT_EQ(saved->info().dropped, 4096U);
  EXPECT_EQ(saved->info().damage, "");
  EXPECT_EQ(saved->events(1, kAll).size(), saved->info().events);
}

}  // namespace
}  // namespace uvscope::storage
