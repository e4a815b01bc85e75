// Turns the records of one context into events and notes. Whatever a record holds, what comes out
// is well-formed: known kinds and reasons, ids of 48 bits, times that never go back nor lie ahead.
//
// Not thread-safe: the host's thread owns it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "capture/host/clock.h"
#include "capture/host/context_queue.h"
#include "capture/host/ring_reader.h"
#include "capture/host/ring_stacks.h"
#include "capture/host/user_types.h"

namespace uvscope::capture {

struct DecodeCounts {
  std::uint64_t events = 0;
  std::uint64_t inits = 0, destroys = 0;
  std::uint64_t dropped = 0;
  std::uint64_t rejected = 0;     // records that made no sense and were left out
  std::uint64_t stacks_lost = 0;  // inits whose stack could not be told
};

// A resource that goes on under another id in another thread: it ends where it was.
struct MovedResource {
  std::uint32_t ring = 0;
  std::uint32_t generation_bits = 0;  // the low kMovedGenerationBits
  core::AsyncId id;                   // there
  std::uint64_t ts_ns = 0;
};

// Contexts by the ring and the low kMovedGenerationBits of its generation; of each the latest.
using HomeMap = std::map<std::pair<std::uint32_t, std::uint32_t>, core::ContextId>;

// What the decoders of one process share. All must outlive them.
struct DecoderNames {
  const SessionClock& clock;
  UserTypeNames& types;
  ClockKind clock_kind = ClockKind::MonotonicNs;
  UserTypeMap user_types = {};
  HomeMap homes = {};
  std::uint32_t homes_changes = 0;  // how often `homes` was written to
};

class RecordDecoder {
 public:
  RecordDecoder(DecoderNames& names, core::ContextId context, RingStacks stacks);

  // Times are cut at `latest_ns`, which is not before the moment of reading.
  void decode(const RawRecord& record, std::uint64_t latest_ns);

  // Reads and decodes, `most` records at most. Returns how many there were.
  std::uint64_t read(RingReader& reader, std::uint64_t most, std::uint64_t latest_ns);

  [[nodiscard]] ContextQueue& queue() { return queue_; }

  [[nodiscard]] const DecodeCounts& counts() const { return counts_; }

  // `count` records were lost here.
  void addDropped(std::uint64_t count);
  // `id` ended here, by what another thread's ring says.
  void addDestroy(core::AsyncId id, std::uint64_t ts_ns);

  // Resources that came here from other threads, since the last call.
  std::vector<MovedResource> takeMoved() { return std::exchange(moved_, {}); }

 private:
  void decodeCallback(const RawRecord& record, core::EventKind kind, std::uint64_t latest_ns);
  void decodeEvent(const RawRecord& record, std::uint8_t kind, std::uint64_t latest_ns);
  void decodeOther(const RawRecord& record, std::uint8_t kind, std::uint64_t latest_ns);
  void startText(const RawRecord& record);
  void continueText(const RawRecord& record);
  void finishText();
  // False: it is a text for people.
  bool finishStackText();
  core::StackId stackOf(std::uint64_t number);
  void noteMoved(const RawRecord& record);
  void decodeForOther(const RawRecord& record, core::EventKind kind, std::uint64_t latest_ns);

  [[gnu::always_inline]] std::uint64_t timeOf(const RawRecord& record, std::uint64_t latest_ns) {
    const std::uint64_t ns = names_.clock.toNs(names_.clock_kind, record.ts);
    return last_ns_ = std::max(last_ns_, std::min(ns, latest_ns));
  }

  [[nodiscard]] std::uint64_t durationOf(const RawRecord& record) const;

  // Valid until the next one.
  [[gnu::always_inline]] core::Event& add(core::EventKind kind, core::AsyncId id) {
    ++counts_.events;
    core::Event& event = queue_.events.emplace_back();
    event.kind = kind;
    event.id = id;
    event.context = queue_.context;
    return event;
  }

  void reject();
  core::ContextId contextAt(std::uint64_t home);
  core::TypeId sessionType(std::uint64_t local);
  Note& addNote(Note::Kind kind);

  DecoderNames& names_;
  RingStacks stacks_;
  ContextQueue queue_;
  std::uint64_t last_ns_ = 0;
  // What contextAt() was asked last, and its answer, as long as no home has changed.
  std::uint64_t last_home_ = 0;
  core::ContextId last_home_context_;  // none: ask
  std::uint32_t last_home_changes_ = 0;
  std::vector<MovedResource> moved_;
  DecodeCounts counts_;

  // The text that is being put together; wanted_ == 0: none.
  std::size_t text_wanted_ = 0;
  std::uint64_t text_kind_ = 0;
  core::AsyncId text_id_;
  std::uint64_t text_type_ = 0;
  std::string text_;
};

}  // namespace uvscope::capture
