// The session file: taking events in beside the plain rows of SQLite in the same run, and asking.
//
// The stream is the synthetic server's: a sixth of its events are inits, so resource records weigh.
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "storage/event_codec.h"
#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "storage/statement.h"
#include "tests/testing/event_collector.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace {

using namespace uvscope;  // NOLINT(google-build-using-namespace): a program of its own

constexpr std::size_t kEvents = 1'000'000;
constexpr std::size_t kBatch = 512;
constexpr std::size_t kCommitEvery = 50'000;

const std::vector<core::Event>& stream() {
  static const std::vector<core::Event> whole = [] {
    testing::EventCollector collector;
    testing::SyntheticServer(collector).run(kEvents);
    return std::move(collector.events);
  }();
  return whole;
}

void report(benchmark::State& state, std::uint64_t bytes) {
  const auto events = static_cast<double>(stream().size());
  state.SetItemsProcessed(static_cast<std::int64_t>(stream().size()) * state.iterations());
  state.counters["bytes/event"] = static_cast<double>(bytes) / events;
}

// Everything that the product stores: events, resource records, directory.
void sessionWriter(benchmark::State& state) {
  const std::vector<core::Event>& events = stream();
  const testing::TempDir dir;
  const std::string path = dir.file("s.uvscope");
  while (state.KeepRunning()) {
    std::filesystem::remove(path);
    auto writer = storage::SessionWriter::create(path, {});
    std::size_t uncommitted = 0;
    for (std::size_t at = 0; at < events.size(); at += kBatch) {
      const std::size_t count = std::min(kBatch, events.size() - at);
      (*writer)->onEvents({&events[at], count});
      if ((uncommitted += count) < kCommitEvery) continue;
      uncommitted = 0;
      if (!(*writer)->commit()) state.SkipWithError("commit");
    }
    if (!(*writer)->finish(0)) state.SkipWithError("finish");
  }
  report(state, std::filesystem::file_size(path));
}

BENCHMARK(sessionWriter)->Unit(benchmark::kMillisecond)->UseRealTime();

// The peer: a row an event by bind and step, as one would write it first. Argument: with an index
// on the resource, without which no question about one can be answered.
void plainRows(benchmark::State& state) {
  const std::vector<core::Event>& events = stream();
  const testing::TempDir dir;
  const std::string path = dir.file("rows.db");
  while (state.KeepRunning()) {
    std::filesystem::remove(path);
    sqlite3* raw = nullptr;
    sqlite3_open(path.c_str(), &raw);
    const storage::ConnectionPtr db(raw);
    sqlite3_exec(raw,
                 "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
                 "PRAGMA wal_autocheckpoint=20000;"
                 "CREATE TABLE event(seq INTEGER PRIMARY KEY, t INTEGER, kind INTEGER, id INTEGER, "
                 "aux INTEGER) STRICT",
                 nullptr, nullptr, nullptr);
    if (state.range(0) != 0)
      sqlite3_exec(raw, "CREATE INDEX by_id ON event(id)", nullptr, nullptr, nullptr);
    auto insert = storage::Statement::prepare(raw, "INSERT INTO event VALUES (?, ?, ?, ?, ?)");
    sqlite3_exec(raw, "BEGIN", nullptr, nullptr, nullptr);
    for (std::size_t i = 0; i < events.size(); ++i) {
      const core::Event& event = events[i];
      insert->bind(1, std::uint64_t{i + 1});
      insert->bind(2, event.ts_ns);
      insert->bind(3, std::int64_t{static_cast<std::uint8_t>(event.kind)});
      insert->bind(4, event.id.value);
      insert->bind(5, event.trigger.value);
      if (!insert->run()) state.SkipWithError("insert");
      if ((i + 1) % kCommitEvery == 0)
        sqlite3_exec(raw, "COMMIT; BEGIN", nullptr, nullptr, nullptr);
    }
    sqlite3_exec(raw, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
  }
  report(state, std::filesystem::file_size(path));
}

BENCHMARK(plainRows)
    ->Arg(0)
    ->Arg(1)
    ->ArgName("index")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

std::span<const core::Event> chunkOfStream() {
  return std::span(stream()).subspan(400'000, storage::kMaxChunkEvents);
}

void encodeChunk(benchmark::State& state) {
  std::vector<std::uint8_t> bytes;
  while (state.KeepRunning())
    storage::encodeEvents(chunkOfStream(), bytes);
  state.SetItemsProcessed(static_cast<std::int64_t>(storage::kMaxChunkEvents) * state.iterations());
  state.counters["bytes/event"] = static_cast<double>(bytes.size()) / storage::kMaxChunkEvents;
}

BENCHMARK(encodeChunk);

void decodeChunk(benchmark::State& state) {
  std::vector<std::uint8_t> bytes;
  storage::encodeEvents(chunkOfStream(), bytes);
  std::vector<core::Event> events;
  while (state.KeepRunning()) {
    if (!storage::decodeEvents(bytes, events)) state.SkipWithError("decode");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(storage::kMaxChunkEvents) * state.iterations());
}

BENCHMARK(decodeChunk);

// A finished session of 10 million events, made once.
const std::string& largeSession() {
  static const testing::TempDir dir;
  static const std::string path = [] {
    std::string name = dir.file("large.uvscope");
    if (!testing::writeSyntheticSession(name, 10'000'000)) name.clear();
    return name;
  }();
  return path;
}

std::unique_ptr<storage::SessionReader> openLarge() {
  auto reader = storage::SessionReader::open(largeSession());
  return std::move(*reader);
}

void open(benchmark::State& state) {
  static_cast<void>(largeSession());
  while (state.KeepRunning())
    benchmark::DoNotOptimize(openLarge()->info().events);
}

BENCHMARK(open)->Unit(benchmark::kMicrosecond);

template <class Ask>
void askLarge(benchmark::State& state, Ask&& ask) {
  const auto reader = openLarge();
  std::uint64_t random = 88172645463325252;
  while (state.KeepRunning()) {
    random ^= random << 13U;
    random ^= random >> 7U;
    random ^= random << 17U;
    benchmark::DoNotOptimize(ask(*reader, random));
  }
}

void seekToEvent(benchmark::State& state) {
  askLarge(state, [](storage::SessionReader& reader, std::uint64_t random) {
    return reader.events(1 + random % reader.info().events, 50).size();
  });
}

BENCHMARK(seekToEvent)->Unit(benchmark::kMicrosecond);

void undestroyedAtAnEvent(benchmark::State& state) {
  askLarge(state, [](storage::SessionReader& reader, std::uint64_t random) {
    return reader.undestroyed(1 + random % reader.info().events, 0, 100).size();
  });
}

BENCHMARK(undestroyedAtAnEvent)->Unit(benchmark::kMicrosecond);

void runsOfTenMilliseconds(benchmark::State& state) {
  askLarge(state, [](storage::SessionReader& reader, std::uint64_t random) {
    const std::uint64_t begin = random % reader.info().duration_ns;
    return reader.runs(begin, begin + 10'000'000, 2000).size();
  });
}

BENCHMARK(runsOfTenMilliseconds)->Unit(benchmark::kMicrosecond);

void lanesOfTenMilliseconds(benchmark::State& state) {
  askLarge(state, [](storage::SessionReader& reader, std::uint64_t random) {
    const std::uint64_t begin = random % reader.info().duration_ns;
    return reader.resourcesIn(begin, begin + 10'000'000, 200).size();
  });
}

BENCHMARK(lanesOfTenMilliseconds)->Unit(benchmark::kMicrosecond);

void nextEventOfTheServer(benchmark::State& state) {
  askLarge(state, [](storage::SessionReader& reader, std::uint64_t random) {
    return reader.nextEventOf({core::ContextId{1}, core::AsyncId{2}},
                              random % reader.info().events);
  });
}

BENCHMARK(nextEventOfTheServer)->Unit(benchmark::kMicrosecond);

void overviewOfAll(benchmark::State& state) {
  askLarge(state, [](storage::SessionReader& reader, std::uint64_t) {
    return reader.overview(0, reader.info().duration_ns, 1600).size();
  });
}

BENCHMARK(overviewOfAll)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
