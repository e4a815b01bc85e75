// Finds before/after pairs: replays chunks from their key frames.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/chunk_reader.h"
#include "storage/session.h"

namespace uvscope::storage {

class RunReader {
 public:
  explicit RunReader(ChunkReader& chunks) : chunks_(&chunks) {}

  [[nodiscard]] std::vector<Run> executionStack(core::ContextId context, EventSeq at);
  [[nodiscard]] std::vector<Run> runs(std::uint64_t begin_ns, std::uint64_t end_ns,
                                      std::uint64_t limit);
  // The runs that begin in a chunk, in order, wherever they end.
  [[nodiscard]] std::vector<Run> runsBegunIn(std::size_t chunk);
  // Runs that are open before a chunk, in order of their beginning, wherever they end.
  [[nodiscard]] std::vector<Run> runsOpenBefore(std::size_t chunk);

 private:
  // `run` is open where chunk `number` ends: finds its end, if there is one.
  void findEnd(Run& run, std::size_t number);
  [[nodiscard]] bool isOpenBefore(std::size_t number, const Run& run);
  // The end of a run that is open at some point of chunk `number`, if it lies there.
  [[nodiscard]] bool endsIn(std::size_t number, Run& run);

  ChunkReader* chunks_;
};

// Whether a run has a part in [begin_ns, end_ns).
[[nodiscard]] bool overlaps(const Run& run, std::uint64_t begin_ns, std::uint64_t end_ns);

}  // namespace uvscope::storage
