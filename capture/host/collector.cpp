#include "capture/host/collector.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include <dirent.h>
#include <unistd.h>

#include "capture/host/sigbus_guard.h"

namespace uvscope::capture {
namespace {

// Arenas are made under such a name and then given their own.
constexpr std::string_view kUnfinishedSuffix = ".tmp";
constexpr std::uint64_t kProbeEveryNs = 100'000'000;
// A process that was never seen running (it was over before, or lives in another pid namespace) is
// given up when it has been silent for so long.
constexpr std::uint64_t kUnseenSilenceNs = 5'000'000'000;
// A drain takes less: times further ahead are nonsense, and would hold their queue back for long.
constexpr std::uint64_t kDrainTimeNs = 1'000'000'000;
// Enough to empty every ring; targets that write on although they were told to stop do not keep us.
constexpr int kLastDrains = 64;

std::vector<std::string> filesIn(DIR* directory) {
  std::vector<std::string> files;
  if (directory == nullptr) return files;
  rewinddir(directory);
  while (const dirent* const entry = readdir(directory)) {  // NOLINT(concurrency-mt-unsafe)
    const std::string_view name(entry->d_name);
    if (name[0] != '.' && !name.ends_with(kUnfinishedSuffix)) files.emplace_back(name);
  }
  return files;
}

// As far as we know; else its pid may be that of any other process of ours.
bool sharesPids(const ArenaReader& reader, std::uint64_t own_pid_namespace) {
  return reader.pidNamespace() == 0 || reader.pidNamespace() == own_pid_namespace;
}

void add(CollectorTotals& totals, const ArenaReader& reader) {
  const DecodeCounts counts = reader.counts();
  totals.counts.events += counts.events;
  totals.counts.inits += counts.inits;
  totals.counts.destroys += counts.destroys;
  totals.counts.dropped += counts.dropped;
  totals.counts.rejected += counts.rejected;
  totals.counts.stacks_lost += counts.stacks_lost;
  if (reader.broken()) ++totals.broken_arenas;
}

}  // namespace

Collector::Arena::Arena(std::string file_name, ArenaMapping mapping, RecordingNames& names,
                        Heartbeat& heartbeat, std::uint64_t own_pid_namespace)
    : file(std::move(file_name)),
      reader(std::move(mapping), names),
      probe(sharesPids(reader, own_pid_namespace) ? reader.process().pid : 0),
      beats(heartbeat),
      last_news_ns(names.clock.nowNs()) {
  beats.add(reader.header());
  // It was over before we looked, and all that it has recorded is here.
  ended = reader.pidNamespace() != 0 && probe.surelyGone();
}

Collector::Collector(const std::string& directory, core::EventSink& sink, OnFull on_full)
    : directory_(opendir(directory.c_str())),
      sink_(sink),
      stacks_(names_.stacks, sink),
      pid_namespace_(ownPidNamespace()) {
  names_.on_full = on_full;
  if (directory_ != nullptr) directory_file_ = dirfd(directory_);
}

Collector::~Collector() {
  if (directory_ != nullptr) closedir(directory_);
}

double Collector::drain() {
  names_.clock.recalibrate();
  heartbeat_.report();
  findArenas();
  const std::uint64_t now_ns = names_.clock.nowNs();
  findEnded(now_ns);
  // Records that are newer than this moment may be in a ring that was read already.
  const std::uint64_t horizon_ns = names_.clock.nowNs();
  const double fullest = readAll(horizon_ns);
  flush(horizon_ns);
  letGoOfOver(now_ns);
  return fullest;
}

void Collector::setTargetExit(const TargetExit& exit) {
  target_exit_ = exit;
  next_probe_ns_ = 0;
}

void Collector::findArenas() {
  struct Found {
    std::string file;
    ArenaMapping mapping;
    std::uint64_t start_ts;
  };

  std::vector<Found> found;
  unread_ = 0;
  for (const std::string& file : filesIn(directory_)) {
    if (known_files_.contains(file)) continue;
    auto mapping = ArenaMapping::open(directory_file_, file);
    if (!mapping) {  // tried again at the next drain; if it is foreign, that costs an open()
      if (mapping.error().code == core::ErrorCode::System) ++unread_;
      continue;
    }
    const SigbusGuard guard(mapping->data(), mapping->bytes());
    const ArenaReadiness readiness = mapping->readiness();
    if (readiness == ArenaReadiness::Foreign) known_files_.insert(file);
    if (readiness != ArenaReadiness::Ready) continue;
    const std::uint64_t start_ts = mapping->header().start_ts;
    found.push_back({file, std::move(*mapping), start_ts});
  }
  // Processes are numbered in order of their start, however the directory lists them.
  std::sort(found.begin(), found.end(),
            [](const Found& left, const Found& right) { return left.start_ts < right.start_ts; });
  for (Found& arena : found)
    addArena(arena.file, std::move(arena.mapping));
}

void Collector::addArena(const std::string& file, ArenaMapping mapping) {
  known_files_.insert(file);
  ++loaded_;
  auto added =
      std::make_unique<Arena>(file, std::move(mapping), names_, heartbeat_, pid_namespace_);
  // By exec a process begins anew under its number: what it was before has ended.
  for (const auto& arena : arenas_) {
    const bool same_pids = arena->reader.pidNamespace() == added->reader.pidNamespace();
    if (same_pids && arena->reader.process().pid == added->reader.process().pid) {
      arena->ended = true;
    }
  }
  arenas_.push_back(std::move(added));
}

void Collector::findEnded(std::uint64_t now_ns) {
  if (now_ns < next_probe_ns_) return;
  next_probe_ns_ = now_ns + kProbeEveryNs;
  for (const auto& arena : arenas_)
    arena->ended = arena->ended || hasEnded(*arena, now_ns);
}

bool Collector::hasEnded(Arena& arena, std::uint64_t now_ns) const {
  if (target_exit_.pid != 0 && arena.reader.process().pid == target_exit_.pid) return true;
  if (arena.probe.seenAlive()) return !arena.probe.alive();
  const std::uint64_t events = arena.reader.counts().events;
  if (std::exchange(arena.last_events, events) != events) arena.last_news_ns = now_ns;
  return now_ns - arena.last_news_ns > kUnseenSilenceNs;
}

double Collector::readAll(std::uint64_t now_ns) {
  double fullest = 0;
  for (const auto& arena : arenas_) {
    // Of a process that has ended nothing may remain.
    const std::uint64_t latest_ns = arena->ended ? now_ns : now_ns + kDrainTimeNs;
    double full = arena->reader.read(latest_ns, sink_);
    fullest = std::max(fullest, full);
    for (int i = 0; arena->ended && full >= 1 && i < kLastDrains; ++i) {
      full = arena->reader.read(latest_ns, sink_);
    }
  }
  return fullest;
}

void Collector::flush(std::uint64_t horizon_ns) {
  for (const auto& named : names_.types.takeNew())
    sink_.onType(named.type, named.name);
  stacks_.announce();
  queues_.clear();
  for (const auto& arena : arenas_)
    arena->reader.collectQueues(queues_);
  merger_.flush(queues_, horizon_ns, sink_);
  for (const auto& arena : arenas_)
    arena->reader.retire();
}

void Collector::letGoOfOver(std::uint64_t now_ns) {
  queues_.clear();
  for (const auto& arena : arenas_) {
    if (!arena->isOver()) continue;
    arena->reader.finish();
    arena->reader.collectQueues(queues_);
  }
  merger_.flush(queues_, std::numeric_limits<std::uint64_t>::max(), sink_);
  for (const auto& arena : arenas_) {
    if (arena->isOver()) letGo(*arena, now_ns);
  }
  std::erase_if(arenas_, [](const auto& arena) { return arena->isOver(); });
}

void Collector::letGo(Arena& arena, std::uint64_t now_ns) {
  core::ProcessExit exit;
  exit.id = arena.reader.process().id;
  exit.end_ns = now_ns;
  if (target_exit_.pid != 0 && arena.reader.process().pid == target_exit_.pid) {
    exit.end_ns = target_exit_.end_ns;
    exit.exit_status = target_exit_.exit_status;
    exit.term_signal = target_exit_.term_signal;
  }
  if (arena.ended && arena.reader.announced()) sink_.onProcessExit(exit);
  add(past_, arena.reader);
  arena.reader.close();
  unlinkat(directory_file_, arena.file.c_str(), 0);
  known_files_.erase(arena.file);  // a later process may bear the same number
}

std::uint32_t Collector::living() const {
  return static_cast<std::uint32_t>(
      std::count_if(arenas_.begin(), arenas_.end(), [&](const auto& arena) {
        return arena->reader.process().pid != target_exit_.pid && arena->probe.alive();
      }));
}

void Collector::closeAll() {
  for (const auto& arena : arenas_)
    arena->reader.close();
}

void Collector::finish() {
  closeAll();
  next_probe_ns_ = 0;  // the latest deaths count
  for (int i = 0; drain() >= 1 && i < kLastDrains; ++i) {
  }
  const std::uint64_t now_ns = names_.clock.nowNs();
  for (const auto& arena : arenas_)
    arena->reader.finish();
  flush(std::numeric_limits<std::uint64_t>::max());
  for (const auto& arena : arenas_)
    letGo(*arena, now_ns);
  arenas_.clear();
}

void Collector::nameStacks() {
  stacks_.name();
}

CollectorTotals Collector::totals() const {
  CollectorTotals totals = past_;
  for (const auto& arena : arenas_)
    add(totals, arena->reader);
  totals.loaded = loaded_;
  totals.unread_arenas = unread_;
  totals.processes = names_.processes;
  totals.contexts = names_.contexts;
  return totals;
}

}  // namespace uvscope::capture
