// The reading end of one ring (rules in capture/recorder/ring_format.h). It goes by the marks of
// the records and by its own position alone, never by anything else that the target could have
// written, so it can read nothing twice and nothing outside the ring, and reads on after the
// target's death.
//
// Not thread-safe: one reader a ring, for as long as the ring is mapped.
#pragma once

#include <atomic>
#include <cstdint>

#include "capture/recorder/arena_layout.h"
#include "capture/recorder/ring_format.h"

namespace uvscope::capture {

// A record copied out of the ring.
struct RawRecord {
  std::uint64_t ts = 0, head = 0, a = 0, b = 0;
};

class RingReader {
 public:
  RingReader(RingHeader& header, RingRecord* records, RingShape shape)
      : header_(&header),
        records_(records),
        shape_(shape),
        last_slot_(shape.capacity() - 1),
        last_of_stretch_(shape.capacity() / kStretches - 1),
        mark_(shape.mark(0)) {}

  // The next record that the producer has finished; false: there is none yet.
  bool next(RawRecord& out) {
    RingRecord& record = records_[position_ & last_slot_];
    const std::uint64_t head = record.head.load(std::memory_order_acquire);
    if (markIn(head) != mark_) return false;
    out.head = head;
    // Atomic so that what is checked later is what was read, whatever a hostile target does.
    out.ts = std::atomic_ref(record.ts).load(std::memory_order_relaxed);
    out.a = std::atomic_ref(record.a).load(std::memory_order_relaxed);
    out.b = std::atomic_ref(record.b).load(std::memory_order_relaxed);
    if ((++position_ & last_of_stretch_) == 0) [[unlikely]]
      beginStretch();
    return true;
  }

  // Gives the slots of all records read so far back to the producer.
  void release() { header_->tail.store(position_, std::memory_order_release); }

  // Records read over all laps.
  [[nodiscard]] std::uint64_t position() const { return position_; }

  [[nodiscard]] std::uint64_t capacity() const { return shape_.capacity(); }

 private:
  // Of a lap: so many that a waiting producer goes on while the rest is read.
  static constexpr std::uint64_t kStretches = 32;

  void beginStretch() {
    mark_ = shape_.mark(position_);
    release();
  }

  RingHeader* header_;
  RingRecord* records_;
  RingShape shape_;
  std::uint64_t last_slot_;
  std::uint64_t last_of_stretch_;
  std::uint8_t mark_;  // of position_
  std::uint64_t position_ = 0;
};

}  // namespace uvscope::capture
