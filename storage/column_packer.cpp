#include "storage/column_packer.h"

// For ZSTD_c_literalCompressionMode; where a library knows it no longer, columns are packed
// without.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

namespace uvscope::storage {
namespace {

using namespace event_layout;  // NOLINT(google-build-using-namespace): a part of the codec

// The lowest bits of times are noise; the other columns may repeat themselves.
constexpr std::array<bool, ColumnCount> kMayPack = {true, false, true, true, true, true};
// Where the code table would weigh more than it saves.
constexpr std::size_t kLeastPacked = 256;
constexpr int kPackingLevel = 1;
// Shorter matches are chance: they make a column no smaller, and slower to pack and to unpack.
constexpr int kShortestMatch = 7;
// The bytes of numbers do not repeat themselves in sequence: all that is to be gained is that some
// are more frequent than others, and zstd need hardly look for matches. It goes on by so many
// bytes.
constexpr int kStep = 64;
// What zstd makes smaller by less than a seventh is not worth its time. Such a column is left as it
// is in so many of the next chunks as well.
constexpr std::size_t kLeastSaved = 7;
constexpr unsigned kRestingChunks = 15;

// A large step alone would also leave out the coding of single bytes.
void packSingleBytes(ZSTD_CCtx* context) {
  const std::size_t set =
      ZSTD_CCtx_setParameter(context, ZSTD_c_literalCompressionMode, ZSTD_ps_enable);
  if (ZSTD_isError(set) == 0) ZSTD_CCtx_setParameter(context, ZSTD_c_targetLength, kStep);
}

}  // namespace

void ColumnPacker::Free::operator()(ZSTD_CCtx_s* context) const {
  ZSTD_freeCCtx(context);
}

ColumnPacker::ColumnPacker() : heads_(ZSTD_createCCtx()), numbers_(ZSTD_createCCtx()) {
  for (ZSTD_CCtx* const context : {heads_.get(), numbers_.get()}) {
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kPackingLevel);
    ZSTD_CCtx_setParameter(context, ZSTD_c_minMatch, kShortestMatch);
  }
  packSingleBytes(numbers_.get());
}

std::size_t ColumnPacker::pack(std::size_t i, std::span<const std::uint8_t> column,
                               std::uint8_t* out) {
  if (!kMayPack[i] || column.size() < kLeastPacked) return 0;
  if (resting_[i] > 0) {
    --resting_[i];
    return 0;
  }
  ZSTD_CCtx* const context = i == Head ? heads_.get() : numbers_.get();
  const std::size_t size =
      ZSTD_compress2(context, out, ZSTD_compressBound(column.size()), column.data(), column.size());
  if (ZSTD_isError(size) == 0 && size + column.size() / kLeastSaved < column.size()) return size;
  resting_[i] = kRestingChunks;
  return 0;
}

}  // namespace uvscope::storage
