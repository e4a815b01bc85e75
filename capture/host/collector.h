// Everything that is recorded in one session directory, as one stream into a sink: finds new
// arenas, reads their rings, merges, and lets go of processes that have ended. Knows neither of
// libuv nor of the process that was started first.
//
// Not thread-safe: the host's thread owns it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include <dirent.h>

#include "capture/host/arena_reader.h"
#include "capture/host/event_merger.h"
#include "capture/host/heartbeat.h"
#include "capture/host/process_probe.h"
#include "capture/host/stack_announcer.h"
#include "core/event_sink.h"

namespace uvscope::capture {

// How the process that the host started itself has ended.
struct TargetExit {
  std::int32_t pid = 0;
  std::int32_t exit_status = -1;
  std::int32_t term_signal = -1;
  std::uint64_t end_ns = 0;
};

struct CollectorTotals {
  DecodeCounts counts;
  std::uint32_t loaded = 0;     // processes that had the library
  std::uint32_t processes = 0;  // those of them that used libuv
  std::uint32_t contexts = 0;
  std::uint32_t broken_arenas = 0;  // their targets had damaged them
  // The system let us not open them (no descriptor, no memory): nothing is known of their
  // processes.
  std::uint32_t unread_arenas = 0;
};

class Collector {
 public:
  // `sink` must outlive the collector.
  Collector(const std::string& directory, core::EventSink& sink, OnFull on_full = OnFull::Wait);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // Takes in what was recorded since the last call. Returns how full the fullest ring was, from 0
  // to 1: how soon to call again.
  double drain();

  // Tells the sink of exits. Before the drain that follows the exit.
  void setTargetExit(const TargetExit& exit);

  // Processes that have the library and still run, also those that made no libuv call (yet); the
  // started one not counted when it has exited, nor those of other pid namespaces.
  [[nodiscard]] std::uint32_t living() const;

  // Tells all targets to record no more; they run on.
  void closeAll();

  // Takes in the rest and accounts for the end of everything. Only nameStacks() may follow.
  void finish();

  // Looks up the functions and lines of all stacks and tells the sink. Takes as long as it takes to
  // read the debug information of the program and its libraries.
  void nameStacks();

  [[nodiscard]] CollectorTotals totals() const;

  [[nodiscard]] const SessionClock& clock() const { return names_.clock; }

 private:
  struct Arena {
    Arena(std::string file_name, ArenaMapping mapping, RecordingNames& names, Heartbeat& heartbeat,
          std::uint64_t own_pid_namespace);

    ~Arena() { beats.remove(reader.header()); }

    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    std::string file;
    ArenaReader reader;
    ProcessProbe probe;
    Heartbeat& beats;
    bool ended = false;  // nothing can be added to it any more
    std::uint64_t last_news_ns;
    std::uint64_t last_events = 0;

    [[nodiscard]] bool isOver() const { return ended || reader.broken(); }
  };

  void findArenas();
  void addArena(const std::string& file, ArenaMapping mapping);
  void findEnded(std::uint64_t now_ns);
  bool hasEnded(Arena& arena, std::uint64_t now_ns) const;
  double readAll(std::uint64_t now_ns);
  void flush(std::uint64_t horizon_ns);
  void letGoOfOver(std::uint64_t now_ns);
  void letGo(Arena& arena, std::uint64_t now_ns);

  DIR* directory_;  // null when there is none; kept, so that listing it needs no new descriptor
  core::EventSink& sink_;
  RecordingNames names_;
  StackAnnouncer stacks_;
  EventMerger merger_;
  Heartbeat heartbeat_;
  std::vector<std::unique_ptr<Arena>> arenas_;
  std::unordered_set<std::string> known_files_;  // arenas and foreign files
  std::vector<ContextQueue*> queues_;
  TargetExit target_exit_;
  CollectorTotals past_;  // of arenas that were let go
  std::uint32_t loaded_ = 0;
  std::uint32_t unread_ = 0;  // by the latest look
  int directory_file_ = -1;   // of directory_
  std::uint64_t pid_namespace_;
  std::uint64_t next_probe_ns_ = 0;
};

}  // namespace uvscope::capture
