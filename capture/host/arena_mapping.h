// One arena file, mapped. Its contents are the target's: whoever reads them treats every number as
// hostile and copies it before use.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "capture/recorder/ring_format.h"
#include "core/result.h"

namespace uvscope::capture {

// What the target says of itself, copied and cut to what the format allows.
struct ArenaFacts {
  std::int32_t pid = 0;
  std::int32_t parent_pid = 0;
  ClockKind clock = ClockKind::MonotonicNs;
  std::uint64_t start_ts = 0;
  std::string executable;
  std::vector<std::string> arguments;
};

enum class ArenaReadiness : std::uint8_t { NotYet, Ready, Foreign };

class ArenaMapping {
 public:
  // Fails for anything but a regular file of full size that belongs to us.
  static core::Result<ArenaMapping> open(int directory, const std::string& name);

  ArenaMapping(ArenaMapping&& other) noexcept;
  ArenaMapping& operator=(ArenaMapping&& other) noexcept;
  ArenaMapping(const ArenaMapping&) = delete;
  ArenaMapping& operator=(const ArenaMapping&) = delete;
  ~ArenaMapping();

  // Foreign: another magic, version or clock than this host understands.
  [[nodiscard]] ArenaReadiness readiness() const;
  // Once Ready.
  [[nodiscard]] ArenaFacts facts() const;

  // The file still has its full size (a target may have cut it).
  [[nodiscard]] bool complete() const;

  [[nodiscard]] void* data() const { return data_; }

  [[nodiscard]] ArenaHeader& header() const { return *static_cast<ArenaHeader*>(data_); }

  // `index` < kMaxRings.
  [[nodiscard]] RingHeader& ring(std::uint32_t index) const;
  [[nodiscard]] RingRecord* records(std::uint32_t index) const;

 private:
  ArenaMapping(void* data, int file) : data_(data), file_(file) {}

  void* data_ = nullptr;
  int file_ = -1;
};

}  // namespace uvscope::capture
