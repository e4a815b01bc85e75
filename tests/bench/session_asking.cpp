#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "storage/session_reader.h"
#include "storage/sql_query.h"
#include "tests/bench/figures.h"
#include "tests/bench/plain_rows.h"
#include "tests/bench/session_bench.h"
#include "tests/testing/event_collector.h"
#include "tests/testing/loop_stream.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::bench {
namespace {

// Processor time of answers, in ms.
class Times {
 public:
  template <class Ask>
  void add(Ask&& ask) {
    const double begin = threadSeconds();
    ask();
    all_.push_back((threadSeconds() - begin) * 1e3);
  }

  [[nodiscard]] double mean() const {
    double sum = 0;
    for (const double one : all_)
      sum += one;
    return all_.empty() ? 0 : sum / static_cast<double>(all_.size());
  }

  [[nodiscard]] double at(double share) {
    std::sort(all_.begin(), all_.end());
    if (all_.empty()) return 0;
    return all_[std::min(all_.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(all_.size())))];
  }

 private:
  std::vector<double> all_;
};

std::uint64_t privateBytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word != "RssAnon:") continue;
    std::uint64_t kilobytes = 0;
    status >> kilobytes;
    return kilobytes * 1024;
  }
  return 0;
}

// The file leaves the page cache, as far as the kernel follows.
void forget(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  fdatasync(fd);
  posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  ::close(fd);
}

std::unique_ptr<storage::SessionReader> openSession(const std::string& path) {
  auto reader = storage::SessionReader::open(path);
  if (!reader) fail(reader.error().message);
  return std::move(*reader);
}

// What the desktop needs for its first picture.
void firstPicture(const std::string& path) {
  const auto reader = openSession(path);
  for (const storage::TreeNode& root : reader->roots(storage::ParentKind::Trigger))
    spend(reader->children(root.key, storage::ParentKind::Trigger, 0, 50));
  spend(reader->overview(0, reader->info().duration_ns + 1, 1600));
  spend(reader->typeTotals());
}

class Random {
 public:
  std::uint64_t below(std::uint64_t limit) {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return limit == 0 ? 0 : state_ % limit;
  }

 private:
  std::uint64_t state_ = 88172645463325252;
};

void askFirst(const std::string& path) {
  Times warm;
  double cold = 0;
  for (int i = 0; i < 9; ++i)
    warm.add([&] { firstPicture(path); });
  for (int i = 0; i < 3; ++i) {
    forget(path);
    const double begin = wallSeconds();
    firstPicture(path);
    const double took = (wallSeconds() - begin) * 1e3;
    cold = cold == 0 ? took : std::min(cold, took);
  }
  Times open;
  for (int i = 0; i < 9; ++i)
    open.add([&] { openSession(path); });
  print({"opening", open.at(0.5), "ms", "", 0, "", false});
  print({"first tree page, timeline and totals, warm", warm.at(0.5), "ms", "", 0, "at most 20",
         warm.at(0.5) <= 20});
  print({"the same, cold (wall clock)", cold, "ms", "", 0, "at most 60", cold <= 60});
}

void askTimeline(storage::SessionReader& reader) {
  Random random;
  Times zooms;
  Times loads;
  const std::uint64_t whole = reader.info().duration_ns;
  for (int i = 0; i < 2000; ++i) {
    // Any width from all to a microsecond, evenly by its logarithm.
    const double share = std::exp(-static_cast<double>(random.below(1000)) / 1000 *
                                  std::log(static_cast<double>(whole) / 1000));
    const auto width = static_cast<std::uint64_t>(static_cast<double>(whole) * share) + 1;
    const std::uint64_t begin = random.below(whole - std::min(width, whole - 1));
    zooms.add([&] { spend(reader.overview(begin, begin + width, 1600)); });
    loads.add([&] { spend(reader.load(begin, begin + width, 800)); });
  }
  print({"timeline at any zoom, p50", zooms.at(0.5), "ms", "", 0, "", false});
  print(
      {"timeline at any zoom, p99", zooms.at(0.99), "ms", "", 0, "at most 2", zooms.at(0.99) <= 2});
  print({"each loop at any zoom, p99", loads.at(0.99), "ms", "", 0, "at most 2",
         loads.at(0.99) <= 2});
}

void askState(storage::SessionReader& reader) {
  Random random;
  Times states;
  for (int i = 0; i < 300; ++i) {
    const storage::EventSeq at = 1 + random.below(reader.info().events);
    states.add([&] {
      spend(reader.executionStack(core::ContextId{1}, at));
      spend(reader.undestroyedCount(at));
      spend(reader.undestroyed(at, 0, 100));
    });
  }
  print({"state at an event, p50", states.at(0.5), "ms", "", 0, "", false});
  print({"state at an event, p99", states.at(0.99), "ms", "", 0, "at most 20",
         states.at(0.99) <= 20});
  Times types;
  for (int i = 0; i < 300; ++i) {
    const storage::EventSeq at = 1 + random.below(reader.info().events);
    types.add([&] { spend(reader.aliveByType(at)); });
  }
  print({"alive by type at an event, p50", types.at(0.5), "ms", "", 0, "", false});
  print({"alive by type at an event, p99", types.at(0.99), "ms", "", 0, "at most 20",
         types.at(0.99) <= 20});
}

std::vector<storage::SubtreeTotals> belowOf(storage::Session& session, core::ResourceKey top) {
  const auto query = session.subtrees({top}, storage::ParentKind::Trigger);
  while (query->step()) {
  }
  return query->totals();
}

void askResources(storage::SessionReader& reader) {
  Random random;
  Times records;
  Times events;
  std::uint64_t found = 0;
  for (int i = 0; i < 2000; ++i) {
    // Ids of this stream follow one another from 2.
    const core::ResourceKey key{core::ContextId{1},
                                core::AsyncId{12 + random.below(reader.info().resources - 12)}};
    records.add([&] { spend(reader.resource(key)); });
    events.add([&] {
      storage::EventSeq at = 0;
      while ((at = reader.nextEventOf(key, at)) != storage::kNoSeq) {
        spend(reader.events(at, 1));
        ++found;
      }
    });
  }
  Times below;
  for (int i = 0; i < 20; ++i) {
    const core::ResourceKey key{core::ContextId{1},
                                core::AsyncId{12 + random.below(reader.info().resources - 12)}};
    below.add([&] { spend(belowOf(reader, key)); });
  }
  Times all;
  all.add([&] { spend(belowOf(reader, {core::ContextId{1}, core::kBootstrapId})); });
  print({"what is below a resource, p50", below.at(0.5), "ms", "", 0, "", false});
  print({"what is below the main program", all.at(0.5), "ms", "", 0, "", false});
  print({"record of a resource, mean", records.mean(), "ms", "", 0, "", false});
  print({"all events of a resource, mean", events.mean(), "ms", "", 0, "at most 0.2",
         events.mean() <= 0.2});
  print({"all events of a resource, p99", events.at(0.99), "ms", "", 0, "at most 1.5",
         events.at(0.99) <= 1.5});
  if (found < 2000) fail("resources without events");
}

double queryNs(const std::string& path, std::string_view sql, double rows) {
  storage::SqlSink sink;
  sink.columns = [](const std::vector<std::string>&) {};
  sink.row = [](std::span<const storage::SqlValue>) { return true; };
  const double begin = threadSeconds();
  if (const auto done = storage::runSql(path, sql, sink); !done) fail(done.error().message);
  return (threadSeconds() - begin) * 1e9 / rows;
}

double rowsQueryNs(const std::string& path, const char* sql, double rows) {
  sqlite3* raw = nullptr;
  if (sqlite3_open(path.c_str(), &raw) != SQLITE_OK) fail("plain rows");
  const storage::ConnectionPtr db(raw);
  double best = 0;
  for (int i = 0; i < 2; ++i) {
    const double begin = threadSeconds();
    if (sqlite3_exec(raw, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(raw));
    const double took = threadSeconds() - begin;
    best = best == 0 ? took : std::min(best, took);
  }
  return best * 1e9 / rows;
}

void askScans(const std::string& path, storage::SessionReader& reader) {
  const std::uint64_t scanned = std::min<std::uint64_t>(reader.info().events, 10'000'000);
  const double begin = threadSeconds();
  std::uint64_t sum = 0;
  storage::ChunkReader& chunks = reader.chunks();
  std::uint64_t seen = 0;
  for (std::size_t number = 0; number < chunks.directory().size() && seen < scanned; ++number) {
    const storage::ChunkPtr chunk = chunks.passing(number);
    if (chunk == nullptr) fail("a chunk cannot be read");
    for (const core::Event& event : chunk->events)
      sum += event.ts_ns ^ event.id.value;
    seen += chunk->events.size();
  }
  const double own = (threadSeconds() - begin) * 1e9 / static_cast<double>(seen);
  print({"own scan of events", own, "ns", "", 0, "at most 12", own <= 12 && sum != 0});

  testing::EventCollector collector;
  testing::LoopStream(collector).run(1'000'000);
  const testing::TempDir dir;
  const auto rows = static_cast<double>(collector.events.size());
  bench::writePlainRows(dir.file("rows.db"), collector.events, false);
  const std::string part =
      " WHERE seq <= " + std::to_string(std::min<std::uint64_t>(reader.info().events, 2'000'000));
  const double asked =
      static_cast<double>(std::min<std::uint64_t>(reader.info().events, 2'000'000));
  const double ours = queryNs(
      path, "SELECT count(*), sum(ts_ns), sum(id), sum(trigger_id) FROM event" + part, asked);
  const double theirs = rowsQueryNs(dir.file("rows.db"),
                                    "SELECT count(*), sum(t), sum(id), sum(aux) FROM event", rows);
  print({"SQL aggregate over events", ours, "ns/row", "plain rows", theirs, "at most 1.0",
         ours <= theirs});
  const double resources = static_cast<double>(reader.info().resources);
  const double limit = std::min(resources, 500'000.0);
  const double by_type =
      queryNs(path,
              "SELECT count(*), sum(runs), sum(run_ns) FROM (SELECT runs, run_ns FROM resource "
              "LIMIT " +
                  std::to_string(static_cast<std::uint64_t>(limit)) + ")",
              limit);
  print({"SQL aggregate over resources", by_type, "ns/row", "", 0, "", false});
}

}  // namespace

void askSession(const std::string& path) {
  const std::uint64_t before = privateBytes();
  const auto reader = openSession(path);
  std::printf("%llu events, %llu resources, %.2f B/event\n",
              static_cast<unsigned long long>(reader->info().events),
              static_cast<unsigned long long>(reader->info().resources),
              static_cast<double>(std::filesystem::file_size(path)) /
                  static_cast<double>(reader->info().events));
  printHeader();
  askFirst(path);
  askTimeline(*reader);
  askState(*reader);
  askResources(*reader);
  const double bytes = static_cast<double>(privateBytes() - before);
  const double each = bytes / static_cast<double>(reader->info().events);
  print({"the reader's memory after all that", bytes / 1e6, "MB", "", 0, "1 B an event, or 100 MB",
         each <= 1 || bytes <= 100e6});
  askScans(path, *reader);
}

}  // namespace uvscope::bench
