// The file that a target shares with the host: one process, all its rings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/recorder/arena_layout.h"
#include "capture/recorder/ring_format.h"

namespace uvscope::capture {

// A view of the mapping, which lasts as long as the process: a thread may write to its ring until
// the very end. Forked children do not inherit the mapping, so they must not touch it.
class Arena {
 public:
  // Makes <pid>.<n> in `directory`, with the first n that is free, and keeps no descriptor of it.
  // Nothing when that is not possible: no such directory, no memory, no permission,
  // a limit on the size of files. Rings are smaller where the address space is limited.
  static std::optional<Arena> create(const char* directory, ArenaLayout wanted = ArenaLayout());

  [[nodiscard]] ArenaHeader& header() const { return *reinterpret_cast<ArenaHeader*>(base_); }

  [[nodiscard]] RingHeader& ring(std::uint32_t index) const {
    return reinterpret_cast<RingHeader*>(base_ + kRingHeadersOffset)[index];
  }

  [[nodiscard]] RingRecord* records(std::uint32_t index) const {
    return reinterpret_cast<RingRecord*>(base_ + layout_.recordsOffset(index));
  }

  [[nodiscard]] RingShape shape(std::uint32_t index) const { return layout_.shape(index); }

  // Takes a ring for the calling thread and faults it in. Nothing when all are taken or the memory
  // has run out. Callers take turns.
  [[nodiscard]] std::optional<std::uint32_t> claimRing() const;

  // Threads have ended whose rings the host has still to read.
  [[nodiscard]] bool hasClosedRing() const;

  // The ring's thread writes no more.
  void closeRing(std::uint32_t index) const;

 private:
  Arena(std::byte* base, ArenaLayout layout, std::uint32_t rings, bool populate)
      : base_(base), layout_(layout), rings_(rings), populate_(populate) {}

  static std::optional<Arena> createWith(const char* directory, ArenaLayout layout);
  static std::optional<Arena> map(int fd, ArenaLayout layout);
  [[nodiscard]] bool reserve(std::uint32_t index) const;

  [[nodiscard]] bool isIn(std::uint32_t index, RingState state) const;

  std::byte* base_;
  ArenaLayout layout_;
  std::uint32_t rings_;  // that may be claimed
  bool populate_;        // rings are faulted in when claimed; else they were allocated before
};

}  // namespace uvscope::capture
