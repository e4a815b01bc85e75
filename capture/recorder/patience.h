// Says when a thread stops waiting for a host that gives nothing free.
#pragma once

#include <cstdint>

#include "capture/recorder/ring_format.h"

namespace uvscope::capture {

class Patience {
 public:
  // Both must outlive it. `ring`: a sign of life is also that its tail moves.
  Patience(const ArenaHeader& arena, const RingHeader& ring);

  // The recording is over, or the host is dead or has been idle for kHostStallNs.
  [[nodiscard]] bool isOver();

  // Waits a little. The first turns are short: a working host frees room in less time than a sleep
  // takes.
  void pause();

 private:
  [[nodiscard]] std::uint64_t progress() const;
  void look(std::uint64_t now_ns);
  [[nodiscard]] bool hostIsDead() const;

  const ArenaHeader& arena_;
  const RingHeader& ring_;
  std::uint64_t progress_ = 0;
  std::uint64_t progress_ns_ = 0;
  unsigned turn_ = 0;
};

}  // namespace uvscope::capture
