#include "capture/host/arena_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "capture/host/sigbus_guard.h"
#include "capture/host/text.h"

namespace uvscope::capture {
namespace {

void add(DecodeCounts& sum, const DecodeCounts& more) {
  sum.events += more.events;
  sum.inits += more.inits;
  sum.destroys += more.destroys;
  sum.dropped += more.dropped;
  sum.rejected += more.rejected;
  sum.stacks_lost += more.stacks_lost;
}

std::string threadName(const RingHeader& ring) {
  const std::string bytes(ring.thread_name, sizeof ring.thread_name);
  return cleanText(std::string_view(bytes.c_str()));
}

}  // namespace

ArenaReader::ArenaReader(ArenaMapping mapping, RecordingNames& names)
    : mapping_(std::move(mapping)), names_(names), decoders_{names.clock, names.types} {
  const SigbusGuard guard(mapping_.data(), mapping_.bytes());
  const ArenaFacts facts = mapping_.facts();
  // What was Ready before may have been changed since.
  if (SessionClock::supports(facts.clock)) decoders_.clock_kind = facts.clock;
  process_.pid = facts.pid;
  pid_namespace_ = facts.pid_namespace;
  process_.parent_pid = facts.parent_pid;
  process_.executable = facts.executable;
  process_.arguments = facts.arguments;
  process_.start_ns =
      std::min(names_.clock.toNs(decoders_.clock_kind, facts.start_ts), names_.clock.nowNs());
  mapping_.header().host_pid.store(getpid(), std::memory_order_relaxed);
  mapping_.header().on_full.store(static_cast<std::uint32_t>(names_.on_full),
                                  std::memory_order_relaxed);
  mapping_.header().host_heartbeat.fetch_add(1, std::memory_order_release);
  broken_ = SigbusGuard::faulted();
}

double ArenaReader::read(std::uint64_t latest_ns, core::EventSink& sink) {
  if (broken_) return 0;
  const SigbusGuard guard(mapping_.data(), mapping_.bytes());
  const std::uint32_t used =
      std::min(mapping_.header().rings_used.load(std::memory_order_acquire), kMaxRings);
  while (rings_.size() < used) {
    const auto index = static_cast<std::uint32_t>(rings_.size());
    RingHeader& header = mapping_.ring(index);
    const RingReader reader(header, mapping_.records(index), mapping_.shape(index));
    rings_.push_back({index, &header, reader, RingState::Free, nullptr, 0, 0});
  }
  // All before any is read: a ring may speak of resources of any other.
  for (Ring& ring : rings_)
    followThread(ring, sink);
  double most = 0;
  for (Ring& ring : rings_)
    most = std::max(most, readRing(ring, latest_ns));
  endMoved();
  broken_ = SigbusGuard::faulted() || !mapping_.complete();
  return most;
}

// What a Moved record ends was recorded before it, but perhaps into a ring that this read() had
// already passed: only the next one has surely seen it.
void ArenaReader::endMoved() {
  collectMoved();
  for (const MovedResource& moved : moved_before_)
    endMoved(moved);
  moved_before_ = std::exchange(moved_now_, {});
}

void ArenaReader::collectMoved() {
  const auto take = [this](RecordDecoder& decoder) {
    const auto moved = decoder.takeMoved();
    moved_now_.insert(moved_now_.end(), moved.begin(), moved.end());
  };
  for (const auto& decoder : ended_)
    take(*decoder);
  for (const Ring& ring : rings_) {
    if (ring.decoder != nullptr) take(*ring.decoder);
  }
}

void ArenaReader::endMoved(const MovedResource& moved) {
  const auto context = decoders_.homes.find({moved.ring, moved.generation_bits});
  if (context == decoders_.homes.end()) {
    ++retired_counts_.rejected;
    return;
  }
  for (const Ring& ring : rings_) {
    if (ring.decoder != nullptr && ring.decoder->queue().context == context->second) {
      ring.decoder->addDestroy(moved.id, moved.ts_ns);
      return;
    }
  }
  // Its thread has ended, perhaps long ago.
  ended_.push_back(makeDecoder(context->second));
  ended_.back()->addDestroy(moved.id, moved.ts_ns);
}

// Which thread has the ring now.
void ArenaReader::followThread(Ring& ring, core::EventSink& sink) {
  // Before the records: what a closed ring holds now is all that its thread ever wrote.
  ring.state = static_cast<RingState>(ring.header->state.load(std::memory_order_acquire));
  const std::uint32_t generation = ring.header->generation.load(std::memory_order_acquire);
  if (ring.decoder != nullptr && ring.generation != generation) closeContext(ring);
  if (ring.decoder != nullptr || ring.state == RingState::Free) return;
  ring.generation = generation;
  openContext(ring, sink);
}

double ArenaReader::readRing(Ring& ring, std::uint64_t latest_ns) {
  if (ring.decoder == nullptr) return 0;
  const std::uint64_t capacity = ring.reader.capacity();
  const std::uint64_t count = ring.decoder->read(ring.reader, capacity, latest_ns);
  ring.reader.release();
  tellDropped(ring);
  if (ring.state == RingState::Closed && count < capacity) {
    closeContext(ring);
    ring.header->state.store(static_cast<std::uint32_t>(RingState::Free),
                             std::memory_order_release);
  }
  return static_cast<double>(count) / static_cast<double>(capacity);
}

void ArenaReader::openContext(Ring& ring, core::EventSink& sink) {
  if (!announced()) {
    process_.id = {++names_.processes};
    sink.onProcess(process_);
  }
  const core::ContextId id{++names_.contexts};
  ring.decoder = makeDecoder(id);
  ++decoders_.homes_changes;
  decoders_.homes[{ring.index, ring.generation & ((1U << kMovedGenerationBits) - 1)}] = id;
  sink.onContext({id, process_.id, ring.header->thread_id, threadName(*ring.header)});
}

std::unique_ptr<RecordDecoder> ArenaReader::makeDecoder(core::ContextId context) {
  return std::make_unique<RecordDecoder>(decoders_, context,
                                         RingStacks(names_.stacks, process_.executable));
}

void ArenaReader::tellDropped(Ring& ring) {
  const std::uint64_t dropped = ring.header->dropped.load(std::memory_order_acquire);
  if (dropped > ring.dropped_told) ring.decoder->addDropped(dropped - ring.dropped_told);
  ring.dropped_told = dropped;
}

void ArenaReader::closeContext(Ring& ring) {
  tellDropped(ring);
  ended_.push_back(std::move(ring.decoder));
}

void ArenaReader::finish() {
  const SigbusGuard guard(mapping_.data(), mapping_.bytes());
  endMoved();
  endMoved();
  tellUnclaimed();
  for (Ring& ring : rings_) {
    if (ring.decoder != nullptr) closeContext(ring);
  }
}

// Events of threads that found no ring belong to no context: the first one tells of them.
void ArenaReader::tellUnclaimed() {
  const std::uint64_t lost = mapping_.header().unclaimed_dropped.load(std::memory_order_acquire);
  if (lost <= unclaimed_told_ || rings_.empty()) return;
  Ring& first = rings_.front();
  if (first.decoder == nullptr) {
    if (decoders_.homes.empty()) return;
    ended_.push_back(makeDecoder(decoders_.homes.begin()->second));
    ended_.back()->addDropped(lost - unclaimed_told_);
  } else {
    first.decoder->addDropped(lost - unclaimed_told_);
  }
  unclaimed_told_ = lost;
}

void ArenaReader::close() {
  if (broken_) return;
  const SigbusGuard guard(mapping_.data(), mapping_.bytes());
  mapping_.header().host_closed.store(1, std::memory_order_release);
}

void ArenaReader::collectQueues(std::vector<ContextQueue*>& out) {
  for (const auto& decoder : ended_)
    out.push_back(&decoder->queue());
  for (const Ring& ring : rings_) {
    if (ring.decoder != nullptr) out.push_back(&ring.decoder->queue());
  }
}

void ArenaReader::retire() {
  for (const auto& decoder : ended_) {
    if (decoder->queue().empty()) add(retired_counts_, decoder->counts());
  }
  std::erase_if(ended_, [](const auto& decoder) { return decoder->queue().empty(); });
}

DecodeCounts ArenaReader::counts() const {
  DecodeCounts sum = retired_counts_;
  for (const auto& decoder : ended_)
    add(sum, decoder->counts());
  for (const Ring& ring : rings_) {
    if (ring.decoder != nullptr) add(sum, ring.decoder->counts());
  }
  return sum;
}

}  // namespace uvscope::capture
