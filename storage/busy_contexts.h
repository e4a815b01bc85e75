// How long the outermost callbacks of each context ran in each chunk: a blob a block.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "core/async_id.h"
#include "storage/byte_io.h"

namespace uvscope::storage {

struct ContextBusy {
  core::ContextId context;
  std::uint64_t busy_ns = 0;

  friend bool operator==(const ContextBusy&, const ContextBusy&) = default;
};

// Of a chunk, those that were busy, in order of context.
using ChunkContexts = std::vector<ContextBusy>;

// Adds up the chunks of a block, and packs them.
class ContextSums {
 public:
  void add(core::ContextId context, std::uint64_t busy_ns) {
    if (last_ == nullptr || last_context_ != context.value) {
      last_ = &open_[context.value];
      last_context_ = context.value;
    }
    *last_ += busy_ns;
  }

  void endChunk();

  // Of the block, which ends.
  std::vector<std::uint8_t> finish();

 private:
  std::map<std::uint32_t, std::uint64_t> open_;  // of the open chunk; its nodes do not move
  std::uint64_t* last_ = nullptr;
  std::uint32_t last_context_ = 0;
  ByteWriter body_;
};

// False if `bytes` is not what ContextSums made. Any bytes are safe.
[[nodiscard]] bool decodeContexts(std::span<const std::uint8_t> bytes,
                                  std::vector<ChunkContexts>& out);

}  // namespace uvscope::storage
