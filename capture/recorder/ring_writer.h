// The producer's end of a ring.
//
// Belongs to the thread that claimed the ring; the mapping must outlive it. The rules of the ring
// are in ring_format.h.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "capture/recorder/arena_layout.h"
#include "capture/recorder/clock.h"
#include "capture/recorder/ring_format.h"

namespace uvscope::capture {

// The time that a record gets.
enum class Stamp {
  Now,
  Last,  // that of the record before: reading the clock is most of what a record costs
};

class RingWriter {
 public:
  RingWriter() = default;

  // Goes on where the ring's last producer stopped, which is where its reader stands.
  RingWriter(ArenaHeader& arena, RingHeader& ring, RingRecord* records, RingShape shape);

  // Stores one record. While the ring is full and its reader works it waits,
  // or drops and counts the record, as the arena's on_full says. False: the reader is gone or
  // asleep, the record was dropped and counted, and so will be all that follow.
  bool push(std::uint8_t kind, std::uint64_t id, std::uint64_t a, std::uint64_t b,
            Stamp stamp = Stamp::Now) {
    if (stamp == Stamp::Now) last_ts_ = readClock(clock_);
    return pushAt(last_ts_, kind, id, a, b);
  }

  // The same with a time that was read before.
  bool pushAt(std::uint64_t ts, std::uint8_t kind, std::uint64_t id, std::uint64_t a,
              std::uint64_t b) {
    begin();
    const bool stored = storeWhenFree(ts, kind, id, a, b);
    return finish() && stored;
  }

  // push() for a signal handler, which may have interrupted any other member on the same thread:
  // then the record is stored when that one ends.
  bool pushAnytime(std::uint8_t kind, std::uint64_t id, std::uint64_t a, std::uint64_t b) {
    if (!busy_) return push(kind, id, a, b);
    defer(kind, id, a, b);
    return true;
  }

  [[nodiscard]] std::uint64_t now() const { return readClock(clock_); }

  // Stores a text about `id`, cut to kMaxTextBytes; in the same way.
  bool pushText(TextKind kind, std::uint64_t id, std::uint64_t user_type, std::string_view text);

  // How many records the ring has been given, by this producer and those before it.
  [[nodiscard]] std::uint64_t position() const {
    return lap_begin_ + static_cast<std::uint64_t>(next_ - records_);
  }

 private:
  // Into the next slot, which is free.
  void store(std::uint64_t ts, std::uint8_t kind, std::uint64_t id, std::uint64_t a,
             std::uint64_t b) {
    RingRecord& record = *next_++;
    record.ts = ts;
    record.a = a;
    record.b = b;
    record.head.store(mark_ | packHead(0, kind, id), std::memory_order_release);
  }

  bool storeWhenFree(std::uint64_t ts, std::uint8_t kind, std::uint64_t id, std::uint64_t a,
                     std::uint64_t b) {
    if (next_ == end_) [[unlikely]] {
      if (const Room room = makeRoom(); room != Room::Free) return room == Room::Lost;
    }
    store(ts, kind, id, a, b);
    return true;
  }

  // Around what a signal handler must not come into.
  void begin() {
    busy_ = true;
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }

  bool finish() {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    busy_ = false;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    return deferred_ == 0 || storeDeferred();
  }

  struct Deferred {
    std::uint64_t ts = 0, id = 0, a = 0, b = 0;
    std::uint8_t kind = 0;
  };

  bool storeText(TextKind kind, std::uint64_t id, std::uint64_t user_type, std::string_view text);
  void defer(std::uint8_t kind, std::uint64_t id, std::uint64_t a, std::uint64_t b);
  bool storeDeferred();

  static constexpr unsigned kMostDeferred = 64;

  enum class Room { Free, Lost, Over };

  // Where the stretch that was known to be free is at its end.
  [[gnu::cold]] Room makeRoom();
  bool waitForRoom();
  void beginLap(std::uint64_t begin);
  bool findRoom();

  [[nodiscard]] RingRecord* endOfLap() const { return records_ + shape_.capacity(); }

  // What every record needs comes first, and together.
  RingRecord* next_ = nullptr;  // the slot of the next record
  RingRecord* end_ = nullptr;  // the slots before it are free: of this lap, below the reader's tail
  std::uint64_t mark_ = 0;     // of this lap, in its place in a head
  std::uint64_t last_ts_ = 0;
  ClockKind clock_ = ClockKind::MonotonicNs;
  bool busy_ = false;
  bool given_up_ = false;
  unsigned deferred_ = 0;  // of deferred_records_; changed by signal handlers while busy_
  RingRecord* records_ = nullptr;
  std::uint64_t lap_begin_ = 0;  // position of its first record
  ArenaHeader* arena_ = nullptr;
  RingHeader* ring_ = nullptr;
  RingShape shape_{kLeastRingBytes};
  std::array<Deferred, kMostDeferred> deferred_records_{};
};

}  // namespace uvscope::capture
