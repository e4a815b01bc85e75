// Reads all rings of one process's arena into queues of events, a queue a thread. A thread that
// takes a ring which another has left is a context of its own.
//
// Not thread-safe: the host's thread owns it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "capture/host/arena_mapping.h"
#include "capture/host/record_decoder.h"
#include "capture/host/ring_reader.h"
#include "core/event_sink.h"

namespace uvscope::capture {

// What the arenas of a recording share. Must outlive them.
struct RecordingNames {
  SessionClock clock;
  UserTypeNames types;
  StackTable stacks;
  std::uint32_t processes = 0, contexts = 0;  // numbered so far
  OnFull on_full = OnFull::Wait;              // asked of every target
};

class ArenaReader {
 public:
  // `mapping` is Ready. The process is announced and numbered with its first thread: every process
  // that loads the library has an arena, most of them make no libuv call.
  ArenaReader(ArenaMapping mapping, RecordingNames& names);
  ~ArenaReader() = default;
  ArenaReader(const ArenaReader&) = delete;
  ArenaReader& operator=(const ArenaReader&) = delete;

  // Takes in what the target has recorded, a lap of each ring at most, and announces contexts that
  // are new. Times are cut at `latest_ns`. Returns how full the fullest ring was, from 0 to 1.
  double read(std::uint64_t latest_ns, core::EventSink& sink);

  // After the process's end, when read() has found nothing more: accounts for what was lost and
  // told by no record.
  void finish();

  // Tells the target to record no more.
  void close();

  // Adds the queues that hold something.
  void collectQueues(std::vector<ContextQueue*>& out);
  // Forgets contexts whose thread has ended and whose queue is empty. After every flush.
  void retire();

  // The target has cut or broken its file: nothing more can be read.
  [[nodiscard]] bool broken() const { return broken_; }

  [[nodiscard]] ArenaHeader& header() const { return mapping_.header(); }

  [[nodiscard]] bool announced() const { return process_.id.value != 0; }

  [[nodiscard]] const core::ProcessInfo& process() const { return process_; }

  // In which its pid counts; 0: not known.
  [[nodiscard]] std::uint64_t pidNamespace() const { return pid_namespace_; }

  // Of all its contexts, past ones included.
  [[nodiscard]] DecodeCounts counts() const;

 private:
  struct Ring {
    std::uint32_t index;
    RingHeader* header;
    RingReader reader;
    RingState state = RingState::Free;       // by the latest look
    std::unique_ptr<RecordDecoder> decoder;  // of the thread that has the ring
    std::uint32_t generation = 0;
    std::uint64_t dropped_told = 0;  // of RingHeader::dropped, which counts on over all threads
  };

  void followThread(Ring& ring, core::EventSink& sink);
  double readRing(Ring& ring, std::uint64_t latest_ns);
  void openContext(Ring& ring, core::EventSink& sink);
  std::unique_ptr<RecordDecoder> makeDecoder(core::ContextId context);
  void tellDropped(Ring& ring);
  void closeContext(Ring& ring);
  void collectMoved();
  void endMoved();
  void endMoved(const MovedResource& moved);
  void tellUnclaimed();

  ArenaMapping mapping_;
  RecordingNames& names_;
  core::ProcessInfo process_;
  std::uint64_t pid_namespace_ = 0;
  DecoderNames decoders_;
  std::vector<Ring> rings_;  // those taken at least once
  std::vector<std::unique_ptr<RecordDecoder>> ended_;
  DecodeCounts retired_counts_;
  std::vector<MovedResource> moved_before_, moved_now_;  // seen by the previous read(), by this one
  std::uint64_t unclaimed_told_ = 0;
  bool broken_ = false;
};

}  // namespace uvscope::capture
