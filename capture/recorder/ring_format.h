// What target and host share: one file a process in the session's directory, mapped by both, open
// to its owner alone. This header is the whole contract; docs/ring-format.md tells it in prose.
//
//   ArenaHeader | RingHeader × kMaxRings | records of ring 0 | records of ring 1 | …
//
// A ring is written by one thread and read by the host.
//  1. The producer alone writes records and `dropped`; the host alone writes `tail`.
//  2. A record becomes visible by one release store of its `head`, the last word written. Its mark
//     tells the lap, so the host needs no published write position: it reads on for as long as the
//     next record bears the mark that it expects. That holds as well after the producer was killed.
//  3. The producer reuses a slot only after `tail` (acquire) has passed it.
//  4. Full: the producer waits while the host lives and works (OnFull::Wait) or drops and counts
//     (OnFull::Drop). When it has waited in vain it counts, and records nothing more.
// There is no head to publish, so batches are not needed either (cost: beside a sleeping host the
// same as publishing every 16th record, see docs/ring-format.md).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace uvscope::capture {

inline constexpr std::uint64_t kArenaMagic = 0x31'45'50'4f'43'53'56'55;  // "UVSCOPE1"
inline constexpr std::uint32_t kArenaVersion = 2;
// The first kFullRings rings have the size that was asked for, a power of two of bytes, those of
// further threads kLeastRingBytes. arena_layout.h says where they lie.
inline constexpr std::uint32_t kMaxRings = 1024;
inline constexpr std::uint32_t kFullRings = 64;
inline constexpr std::uint64_t kLeastRingBytes = std::uint64_t{64} << 10U;
inline constexpr std::uint64_t kDefaultRingBytes = std::uint64_t{2} << 20U;
inline constexpr std::uint64_t kMostRingBytes = std::uint64_t{64} << 20U;

// The directory of arenas is given to targets in this variable,
inline constexpr const char* kSessionDirVariable = "UVSCOPE_SESSION_DIR";
// and the size of a ring, in bytes, in this one, where it is not kDefaultRingBytes.
inline constexpr const char* kRingSizeVariable = "UVSCOPE_RING_SIZE";
// Where it is set, only children of the process of this number record.
inline constexpr const char* kOnlyChildOfVariable = "UVSCOPE_ONLY_CHILD_OF";
// Of which resources the creation stack is taken: a word of StackMode. In the arena it would come
// too late, for the host finds that only when the program runs. Not set: of none.
inline constexpr const char* kStacksVariable = "UVSCOPE_STACKS";

enum class ClockKind : std::uint32_t {
  MonotonicNs = 0,  // CLOCK_MONOTONIC in ns
  Tsc = 1,          // rdtsc; the host calibrates it against CLOCK_MONOTONIC
};

// Append only, never renumber: a target may bring another build's library.
enum class RecordKind : std::uint8_t {
  // 1 to 31: core::EventKind, the same numbers.
  //   Init:   a = trigger id | type << 48     b = execution id | stack << 48
  //   Before: a = value (two's complement)    b = CallbackReason
  //   Retype: a = type << 48
  //   Repeat: a = how often                   b = how long in all, in units of the clock
  //   others from Active on: a = trigger id | type << 48   b = value (two's complement)
  // Start of a text about `id`: a = length in bytes | TextKind << 32, b = user type.
  FirstText = 32,
  Text = 33,     // the next 24 bytes of it, in ts, a, b
  Dropped = 34,  // a = how many records were lost here
  // A resource whose loop is now run by the thread of this ring, where it bears the id `id`, just
  // announced by an Init. It ends where it was: a = its id there, b = that ring's number (low 32
  // bits) | the low kMovedGenerationBits of that ring's generation << 32.
  Moved = 35,
  // What the thread of this ring has done for a resource of another one, as a WorkStart, WorkEnd or
  // Sent event of that resource: the id is the resource's, a = its ring | generation << 32, as in
  // Moved. Sent: b = the id of what the sender was executing.
  WorkStart = 36,
  WorkEnd = 37,
  Sent = 38,
};

inline constexpr unsigned kMovedGenerationBits = 10;

enum class TextKind : std::uint8_t {
  Detail = 1,    // core::EventSink::onDetail of resource `id`
  TypeName = 2,  // names user type b
  Stack = 3,     // return addresses, 8 bytes each, the innermost first; b = its number in this ring
  // A ModuleText and a path: a module that is loaded from now on. b = its index; with 0, the
  // modules told before are forgotten.
  Module = 4,
};
inline constexpr std::size_t kMaxTextBytes = 4096;
inline constexpr std::size_t kTextBytesPerRecord = 24;

// Numbers of stacks. Told again, a number names another stack from then on.
inline constexpr std::uint32_t kNoStack = 0;  // none was to be taken, or found
inline constexpr std::uint32_t kLastStackNumber = 0xFFFE;
inline constexpr std::uint32_t kStackLost = 0xFFFF;  // one that has no number, or could not be told
inline constexpr std::size_t kMaxStackAddresses = 64;

// NOLINTBEGIN(modernize-avoid-c-arrays): a layout in memory
struct ModuleText {
  std::uint64_t bias;        // where an address of the file is in memory, minus itself
  std::uint64_t begin, end;  // its code in memory
  std::uint32_t build_id_bytes;
  std::uint32_t unused;
  std::uint8_t build_id[32];
};

// NOLINTEND(modernize-avoid-c-arrays)
static_assert(sizeof(ModuleText) == 64);
inline constexpr std::size_t kMaxModulePath = kMaxTextBytes - sizeof(ModuleText);

// 32 bytes, two a cache line. `ts` in units of the arena's clock.
struct RingRecord {
  std::uint64_t ts;
  std::atomic<std::uint64_t> head;  // mark (8 bits) | RecordKind or EventKind (8) | id (48)
  std::uint64_t a;
  std::uint64_t b;
};

static_assert(sizeof(RingRecord) == 32);
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

inline constexpr unsigned kIdBits = 48;
inline constexpr std::uint64_t kIdMask = (std::uint64_t{1} << kIdBits) - 1;

// `mark`: RingShape::mark of the record's position.
constexpr std::uint64_t packHead(std::uint8_t mark, std::uint8_t kind, std::uint64_t id) {
  return std::uint64_t{mark} << 56U | std::uint64_t{kind} << kIdBits | (id & kIdMask);
}

constexpr std::uint8_t markIn(std::uint64_t head) {
  return static_cast<std::uint8_t>(head >> 56U);
}

constexpr std::uint8_t kindIn(std::uint64_t head) {
  return static_cast<std::uint8_t>(head >> kIdBits);
}

constexpr std::uint64_t idIn(std::uint64_t head) {
  return head & kIdMask;
}

enum class RingState : std::uint32_t {
  Free = 0,
  Live = 1,
  Closed = 2,  // its thread has ended; the host sets Free when it has read the rest
};

// NOLINTBEGIN(modernize-avoid-c-arrays, clang-analyzer-optin.performance.Padding): a fixed layout
// in memory that other processes write to; the padding keeps writers off each other's cache lines.
struct alignas(64) RingHeader {
  // Set by the producer before `state` becomes Live.
  std::int32_t thread_id;
  char thread_name[16];
  std::atomic<std::uint32_t> state;       // RingState
  std::atomic<std::uint32_t> generation;  // goes up by one with every thread that takes the ring

  alignas(64) std::atomic<std::uint64_t> tail;  // host: records below it may be overwritten
  alignas(
      64) std::atomic<std::uint64_t> dropped;  // producer: lost so far and not yet told by a record
};

// What a producer does while its ring is full and the host works.
enum class OnFull : std::uint32_t { Wait = 0, Drop = 1 };

inline constexpr std::size_t kMaxCommandLineBytes = 4096;

struct alignas(64) ArenaHeader {
  // Set by the target before `ready` becomes 1, constant afterwards.
  std::uint64_t magic;
  std::uint32_t version;
  ClockKind clock;
  std::int32_t pid;
  std::int32_t parent_pid;
  std::uint64_t start_ts;  // in units of the clock
  char executable[512];    // NUL-terminated, cut when longer
  std::uint32_t command_line_bytes;
  char command_line[kMaxCommandLineBytes];  // as in /proc/self/cmdline
  std::atomic<std::uint32_t> ready;
  std::atomic<std::uint32_t> rings_used;  // rings [0, rings_used) have been taken at least once

  // Host: goes up while it works. A target whose ring is full and that sees no change for
  // kHostStallNs stops waiting.
  alignas(64) std::atomic<std::uint64_t> host_heartbeat;
  std::atomic<std::int32_t> host_pid;
  std::atomic<std::uint32_t> host_closed;  // 1: recording is over, write no more

  // Target: events of threads that found all rings taken; they are in no ring.
  std::atomic<std::uint64_t> unclaimed_dropped;

  // Host: OnFull. Until the host has found the arena, Wait.
  std::atomic<std::uint32_t> on_full;

  // As `pid`: the inode of the process's pid namespace, in which `pid` counts; 0: not known.
  std::uint64_t pid_namespace;
};

// NOLINTEND(modernize-avoid-c-arrays, clang-analyzer-optin.performance.Padding)

inline constexpr std::uint64_t kHostStallNs = 2'000'000'000;

inline constexpr std::size_t kArenaPage = 4096;
inline constexpr std::size_t kRingHeadersOffset =
    (sizeof(ArenaHeader) + kArenaPage - 1) / kArenaPage * kArenaPage;
inline constexpr std::size_t kRecordsOffset =
    (kRingHeadersOffset + kMaxRings * sizeof(RingHeader) + kArenaPage - 1) / kArenaPage *
    kArenaPage;

}  // namespace uvscope::capture
