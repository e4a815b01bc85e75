#include "storage/event_columns.h"

#include <algorithm>
#include <new>

#include "storage/byte_io.h"
#include "storage/checksum.h"
#include "storage/event_codec.h"

namespace uvscope::storage {

using namespace event_layout;  // NOLINT(google-build-using-namespace): half of the codec

EventColumns::EventColumns() : unpacker_(ZSTD_createDCtx(), &ZSTD_freeDCtx) {
  if (unpacker_ == nullptr) throw std::bad_alloc();
}

bool EventColumns::open(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kFixedHeaderBytes) return false;
  ByteReader header(bytes);
  const auto sum = header.fixed<std::uint64_t>();
  if (sum != checksum(bytes.subspan(sizeof(sum)))) return false;
  const std::uint8_t version = header.byte();
  const std::uint8_t packed = header.byte();
  if (version == 0 || version > kCodecVersion || packed >> ColumnCount != 0) return false;
  if (version <= kTimeInOneColumn && packed != 0) return false;
  time_in_one_column_ = version <= kTimeInOneColumn;
  events_ = header.fixed<std::uint16_t>();
  Sizes sizes{};
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < ColumnCount; ++i) {
    if (i != TimeHigh || !time_in_one_column_) sizes[i] = header.fixed<std::uint32_t>();
    total += sizes[i];
  }
  if (!header.ok() || total != header.left()) return false;
  if (events_ > kMaxChunkEvents) return false;
  return unpack(header, sizes, packed) &&
         static_cast<std::size_t>(ends_[Head] - begins_[Head]) == events_;
}

bool EventColumns::unpack(ByteReader& in, const Sizes& sizes, std::uint8_t packed) {
  std::array<std::span<const std::uint8_t>, ColumnCount> stored;
  std::array<std::size_t, ColumnCount> unpacked{};
  std::size_t total = 0;
  for (std::size_t i = 0; i < ColumnCount; ++i) {
    stored[i] = in.take(sizes[i]);
    unpacked[i] = sizes[i];
    if ((packed >> i & 1U) != 0) {
      const unsigned long long size = ZSTD_getFrameContentSize(stored[i].data(), sizes[i]);
      if (size > kMostBytes[i] * events_) return false;  // errors are huge numbers
      unpacked[i] = size;
    }
    total += unpacked[i];
  }
  // Never smaller: clearing what a small chunk gives up and the next one needs again is dear.
  bytes_.resize(std::max(bytes_.size(), total + kMostBytesUnseen));
  std::uint8_t* next = bytes_.data();
  for (std::size_t i = 0; i < ColumnCount; ++i) {
    begins_[i] = next;
    if ((packed >> i & 1U) == 0) {
      std::copy(stored[i].begin(), stored[i].end(), next);
    } else if (ZSTD_decompressDCtx(unpacker_.get(), next, unpacked[i], stored[i].data(),
                                   sizes[i]) != unpacked[i]) {
      return false;
    }
    ends_[i] = next += unpacked[i];
  }
  return true;
}

}  // namespace uvscope::storage
