// What a reader needs beside the events to know the resources that were born in a chunk: written
// when their block is closed, a blob a chunk. Its resources come in the order of their births.
//
// Most of them have ended by then, and their records follow from their events: so it is enough to
// say in which chunks those are. The records of others are kept (kept_codec.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/byte_io.h"
#include "storage/chunk_set.h"

namespace uvscope::storage {

// More of a detail is not stored.
inline constexpr std::size_t kMaxDetailBytes = 1 << 16;

struct Birth {
  bool kept = false;
  ChunkSet chunks;  // of its block; none if `kept`: the occurrences of the block tell them
  std::uint32_t creating_run = 0;
  std::string detail;  // none if `kept`

  friend bool operator==(const Birth&, const Birth&) = default;
};

class BirthEncoder {
 public:
  // `chunk` is the one of the births in its block.
  explicit BirthEncoder(std::size_t chunk);

  void addKept();
  // `chunks` holds `chunk` and none before it.
  void add(const ChunkSet& chunks, std::uint32_t creating_run, std::string_view detail);

  std::vector<std::uint8_t> finish() &&;

 private:
  std::size_t chunk_;
  std::uint32_t count_ = 0;
  ByteWriter body_;
  std::vector<std::string> details_;  // each is written once
};

// False if `bytes` is not what a BirthEncoder made for that chunk. Any bytes are safe.
[[nodiscard]] bool decodeBirths(std::span<const std::uint8_t> bytes, std::size_t chunk,
                                std::vector<Birth>& out);

}  // namespace uvscope::storage
