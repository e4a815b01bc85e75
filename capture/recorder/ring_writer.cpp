#include "capture/recorder/ring_writer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "capture/recorder/patience.h"
#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {

RingWriter::Room RingWriter::makeRoom() {
  limit_ = ring_->tail.load(std::memory_order_acquire) + shape_.capacity();
  if (position_ != limit_) return Room::Free;
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
    limit_ = ring_->tail.load(std::memory_order_acquire) + shape_.capacity();
    if (position_ != limit_) return true;
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
    if (position_ == limit_) {
      if (const Room room = makeRoom(); room != Room::Free) return room == Room::Lost;
    }
    store(words[0], static_cast<std::uint8_t>(RecordKind::Text), id, words[1], words[2]);
    text.remove_prefix(count);
  }
  return true;
}

}  // namespace uvscope::capture
