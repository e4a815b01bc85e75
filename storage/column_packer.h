// Packs the columns of event chunks with zstd, where that helps.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "storage/event_layout.h"

struct ZSTD_CCtx_s;

namespace uvscope::storage {

class ColumnPacker {
 public:
  ColumnPacker();

  // How many bytes column `i` takes at `out`, where there must be room for ZSTD_compressBound of
  // its size; 0: it stays as it is.
  std::size_t pack(std::size_t i, std::span<const std::uint8_t> column, std::uint8_t* out);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };

  using Context = std::unique_ptr<ZSTD_CCtx_s, Free>;

  Context heads_, numbers_;  // for columns that repeat themselves, and for those that do not
  std::array<unsigned, event_layout::ColumnCount> resting_{};  // in how many chunks to come
};

}  // namespace uvscope::storage
