// Reads the arenas that targets left behind, straight from their files, as a check that is
// independent of the host. Reads what is there; frees no slot, so a target whose ring is full
// waits until it gives up.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "capture/recorder/ring_format.h"
#include "core/event.h"

namespace uvscope::testing {

// A record as it was written, texts joined.
struct DumpedRecord {
  std::uint64_t ts = 0;
  std::uint8_t kind = 0;  // core::EventKind or capture::RecordKind
  std::uint64_t id = 0;
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  std::string text;  // of FirstText

  [[nodiscard]] bool is(core::EventKind wanted) const {
    return kind == static_cast<std::uint8_t>(wanted);
  }

  [[nodiscard]] bool is(capture::RecordKind wanted) const {
    return kind == static_cast<std::uint8_t>(wanted);
  }

  [[nodiscard]] core::TypeId type() const {
    return core::TypeId{static_cast<std::uint16_t>(a >> capture::kIdBits)};
  }

  [[nodiscard]] std::uint64_t trigger() const { return a & capture::kIdMask; }

  [[nodiscard]] std::uint64_t execution() const { return b & capture::kIdMask; }

  [[nodiscard]] core::CallbackReason reason() const { return static_cast<core::CallbackReason>(b); }
};

struct DumpedRing {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;
  std::int32_t thread_id = 0;
  std::string thread_name;
  capture::RingState state = capture::RingState::Free;
  std::uint64_t dropped = 0;
  std::vector<DumpedRecord> records;
};

struct DumpedArena {
  std::string name;  // of the file
  std::int32_t pid = 0;
  std::string executable;
  capture::ClockKind clock = capture::ClockKind::MonotonicNs;
  std::uint64_t unclaimed_dropped = 0;
  std::vector<DumpedRing> rings;  // those that were ever taken
};

// All arenas in `directory`, by name. Files that are no complete arena are left out.
std::vector<DumpedArena> dumpArenas(const std::filesystem::path& directory);

// "init 5 TIMERWRAP trigger=1 exec=1", "before 5 read 12", "after 5", "detail 5 timeout 10 ms".
std::string describe(const DumpedRecord& record);

}  // namespace uvscope::testing
