#include "capture/recorder/ring_writer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "capture/recorder/patience.h"
#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {

RingWriter::RingWriter(ArenaHeader& arena, RingHeader& ring, RingRecord* records, RingShape shape)
    : clock_(arena.clock), records_(records), arena_(&arena), ring_(&ring), shape_(shape) {
  const std::uint64_t position = ring.tail.load(std::memory_order_acquire);
  beginLap(position - shape.slot(position));
  next_ = end_ = records_ + shape.slot(position);
}

void RingWriter::beginLap(std::uint64_t begin) {
  lap_begin_ = begin;
  mark_ = packHead(shape_.mark(begin), 0, 0);
  next_ = records_;
}

// Whether the reader has freed anything. The stretch that it finds ends with the lap at the latest.
bool RingWriter::findRoom() {
  const std::uint64_t limit = ring_->tail.load(std::memory_order_acquire) + shape_.capacity();
  const auto left_of_lap = static_cast<std::uint64_t>(endOfLap() - next_);
  end_ = next_ + std::min(limit - position(), left_of_lap);
  return next_ != end_;
}

RingWriter::Room RingWriter::makeRoom() {
  if (next_ == endOfLap()) beginLap(position());
  if (findRoom()) return Room::Free;
  const bool waits =
      arena_->on_full.load(std::memory_order_relaxed) != static_cast<std::uint32_t>(OnFull::Drop);
  if (waits && !given_up_ && waitForRoom()) return Room::Free;
  given_up_ = given_up_ || waits;
  ring_->dropped.fetch_add(1, std::memory_order_relaxed);
  return given_up_ ? Room::Over : Room::Lost;
}

bool RingWriter::waitForRoom() {
  const Undisturbed undisturbed;
  Patience patience(*arena_, *ring_);
  while (!patience.isOver()) {
    if (findRoom()) return true;
    patience.pause();
  }
  return false;
}

void RingWriter::defer(std::uint8_t kind, std::uint64_t id, std::uint64_t a, std::uint64_t b) {
  if (deferred_ == kMostDeferred) {
    ring_->dropped.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  deferred_records_.at(deferred_) = {readClock(clock_), id, a, b, kind};
  ++deferred_;
}

bool RingWriter::storeDeferred() {
  bool stored = true;
  while (deferred_ != 0) {
    const Deferred record = deferred_records_.at(--deferred_);
    stored = pushAt(record.ts, record.kind, record.id, record.a, record.b) && stored;
  }
  return stored;
}

bool RingWriter::pushText(TextKind kind, std::uint64_t id, std::uint64_t user_type,
                          std::string_view text) {
  begin();
  const bool stored = storeText(kind, id, user_type, text);
  return finish() && stored;
}

bool RingWriter::storeText(TextKind kind, std::uint64_t id, std::uint64_t user_type,
                           std::string_view text) {
  text = text.substr(0, kMaxTextBytes);
  if (!storeWhenFree(readClock(clock_), static_cast<std::uint8_t>(RecordKind::FirstText), id,
                     text.size() | std::uint64_t{static_cast<std::uint8_t>(kind)} << 32U,
                     user_type)) {
    return false;
  }
  while (!text.empty()) {
    std::array<std::uint64_t, 3> words{};
    static_assert(sizeof(words) == kTextBytesPerRecord);
    const std::size_t count = std::min(text.size(), kTextBytesPerRecord);
    std::memcpy(words.data(), text.data(), count);
    if (next_ == end_) {
      if (const Room room = makeRoom(); room != Room::Free) return room == Room::Lost;
    }
    store(words[0], static_cast<std::uint8_t>(RecordKind::Text), id, words[1], words[2]);
    text.remove_prefix(count);
  }
  return true;
}

}  // namespace uvscope::capture
