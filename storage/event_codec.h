// Packs some thousand events into one blob and back. Columns, because like beside like is small:
//
//   u64 checksum of all that follows | u8 version | u8 which columns are packed by zstd, a bit each
//   | u16 events | u32 bytes a column × 6 head       a byte an event: kind, and which of its fields
//   are as expected time       difference to the event before, its lowest 8 bits: a byte an event
//   time high  its other bits and its sign
//   id         where it was not the expected one: difference to the highest of its context
//   init       type; trigger and execution where they are not the expected ones
//   rest       kind where it is a rare one, context when it changes, reason and value of a Before,
//              fields that are set for few kinds
//
// What is expected follows from the events before it in the chunk, in the same way for the encoder
// and the decoder, so a chunk is read without any other. Any Event comes back as it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/event.h"

namespace uvscope::storage {

inline constexpr std::size_t kMaxChunkEvents = 4096;

enum class Packing : std::uint8_t {
  Quick,  // for a chunk that will be written again
  Small,  // zstd over the columns where it helps
};

// Puts the events of a chunk into columns as they come, so that nothing but the columns need be
// kept of them. Keeps its buffers from chunk to chunk.
class EventEncoder {
 public:
  EventEncoder();
  ~EventEncoder();
  EventEncoder(EventEncoder&&) noexcept;
  EventEncoder& operator=(EventEncoder&&) noexcept;
  EventEncoder(const EventEncoder&) = delete;
  EventEncoder& operator=(const EventEncoder&) = delete;

  // Begins another chunk.
  void clear();
  // Of valid kinds, and at most kMaxChunkEvents since clear().
  void add(std::span<const core::Event> events);
  // Of all since clear(), of which there must be some.
  [[nodiscard]] std::uint64_t earliestNs() const;
  [[nodiscard]] std::uint64_t latestNs() const;
  // Writes all since clear(), to which more may be added afterwards. `out` is replaced.
  void pack(Packing packing, std::vector<std::uint8_t>& out);

  // A whole chunk.
  void encode(std::span<const core::Event> events, Packing packing, std::vector<std::uint8_t>& out);

 private:
  class Columns;
  std::unique_ptr<Columns> columns_;
};

// The same, once.
void encodeEvents(std::span<const core::Event> events, std::vector<std::uint8_t>& out);

// Keeps its buffers from chunk to chunk, and what zstd needs, which is dearer to make than to use.
class EventDecoder {
 public:
  EventDecoder();
  ~EventDecoder();
  EventDecoder(EventDecoder&&) noexcept;
  EventDecoder& operator=(EventDecoder&&) noexcept;
  EventDecoder(const EventDecoder&) = delete;
  EventDecoder& operator=(const EventDecoder&) = delete;

  // False if `bytes` is not what an EventEncoder made; `out` is then unspecified. Any bytes are
  // safe.
  [[nodiscard]] bool decode(std::span<const std::uint8_t> bytes, std::vector<core::Event>& out);

  // Of what was decoded last: where the Inits are, and how many Destroys there are. Who looks for
  // them among the events looks at all of these once more.
  [[nodiscard]] std::span<const std::uint32_t> inits() const;
  [[nodiscard]] std::size_t destroys() const;

 private:
  class Reading;
  std::unique_ptr<Reading> reading_;
};

// The same, once.
[[nodiscard]] bool decodeEvents(std::span<const std::uint8_t> bytes, std::vector<core::Event>& out);

}  // namespace uvscope::storage
