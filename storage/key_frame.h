// What a reader must know to start in the middle: the state before the first event of a chunk. It
// lies beside the chunk's events in one row.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "storage/run_stacks.h"

namespace uvscope::storage {

struct KeyFrame {
  RunStacks stacks;
  // Positions in the chunk, in order, of those Init and Destroy events that do not change how many
  // resources are alive: a second init or destroy, the destroy of a resource older than the
  // recording.
  std::vector<std::uint32_t> irregular;
  // Positions of the first events of resources that have no Init. (Not in files of layout 2.)
  std::vector<std::uint32_t> older;
};

std::vector<std::uint8_t> encodeKeyFrame(const KeyFrame& frame);

// False if `bytes` is not what encodeKeyFrame made. Any bytes are safe.
[[nodiscard]] bool decodeKeyFrame(std::span<const std::uint8_t> bytes, KeyFrame& out);

}  // namespace uvscope::storage
