#include "storage/birth_codec.h"

#include <algorithm>
#include <array>
#include <utility>

#include "storage/byte_io.h"
#include "storage/checked_bytes.h"
#include "storage/event_codec.h"

namespace uvscope::storage {
namespace {

// The first byte of a birth:
//   bits 0–1  0: all in its own chunk; 1: in one more, whose distance follows; 2: in more, their
//             number and distances follow; 3: kept
//   bit 2     a detail follows
//   bits 3–7  the creating run, or the escape, if it follows
constexpr std::uint8_t kOneMore = 1;
constexpr std::uint8_t kMore = 2;
constexpr std::uint8_t kKept = 3;
constexpr std::uint8_t kPlaceMask = 3;
constexpr std::uint8_t kHasDetail = 4;
constexpr unsigned kRunShift = 3;
constexpr std::uint32_t kRunEscape = 31;

// Which of the details before it is the same: looked for among so many of the last.
constexpr std::size_t kRecentDetails = 16;

bool readChunks(ByteReader& in, std::uint8_t place, std::size_t chunk, ChunkSet& chunks) {
  chunks.add(chunk);
  const std::uint64_t more = place == kMore ? in.varint() : place;
  if (more >= kChunksPerBlock) return false;
  std::size_t at = chunk;
  for (std::uint64_t i = 0; i < more; ++i) {
    const std::uint64_t distance = in.varint();
    if (distance == 0 || distance >= kChunksPerBlock - at) return false;
    chunks.add(at += distance);
  }
  return true;
}

// A detail is the number of an earlier one from the end, from 1, or 0 and its text.
bool readDetail(ByteReader& in, std::vector<std::string>& details, std::string& detail) {
  const std::uint64_t back = in.varint();
  if (back > details.size()) return false;
  if (back > 0) {
    detail = details[details.size() - back];
    return true;
  }
  const std::uint64_t size = in.varint();
  if (size > kMaxDetailBytes) return false;
  const std::span<const std::uint8_t> text = in.take(size);
  detail.assign(text.begin(), text.end());
  details.push_back(detail);
  return true;
}

}  // namespace

BirthEncoder::BirthEncoder(std::size_t chunk) : chunk_(chunk) {}

void BirthEncoder::addKept() {
  ++count_;
  body_.byte(kKept);
}

void BirthEncoder::add(const ChunkSet& chunks, std::uint32_t creating_run,
                       std::string_view detail) {
  ++count_;
  detail = detail.substr(0, kMaxDetailBytes);
  // To the chunk before, in order. Most are in one or two chunks: all the room is not worth
  // clearing.
  std::array<std::uint8_t, kChunksPerBlock> distances;  // NOLINT(*-member-init)
  std::size_t more = 0;
  std::size_t last = chunk_;
  chunks.forEach([&](std::size_t at) {
    if (at <= last) return;
    distances[more++] = static_cast<std::uint8_t>(at - last);
    last = at;
  });
  const std::uint8_t place = more < kMore ? static_cast<std::uint8_t>(more) : kMore;
  body_.byte(static_cast<std::uint8_t>(place | (detail.empty() ? 0 : kHasDetail) |
                                       std::min(creating_run, kRunEscape) << kRunShift));
  if (place == kMore) body_.varint(more);
  for (std::size_t i = 0; i < more; ++i)
    body_.byte(distances[i]);  // less than 128: as a varint
  if (creating_run >= kRunEscape) body_.varint(creating_run);
  if (detail.empty()) return;
  const std::size_t recent = std::min(details_.size(), kRecentDetails);
  const auto found =
      std::find(details_.end() - static_cast<std::ptrdiff_t>(recent), details_.end(), detail);
  if (found != details_.end()) {
    body_.varint(static_cast<std::uint64_t>(details_.end() - found));
    return;
  }
  details_.emplace_back(detail);
  body_.varint(0);
  body_.varint(detail.size());
  body_.append({reinterpret_cast<const std::uint8_t*>(detail.data()), detail.size()});
}

std::vector<std::uint8_t> BirthEncoder::finish() && {
  ByteWriter whole;
  whole.varint(count_);
  whole.append(body_.bytes());
  return withChecksum(whole.bytes());
}

bool decodeBirths(std::span<const std::uint8_t> bytes, std::size_t chunk, std::vector<Birth>& out) {
  out.clear();
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return false;
  ByteReader& in = *checked;
  const std::uint64_t count = in.varint();
  if (count > kMaxChunkEvents || count > in.left() || chunk >= kChunksPerBlock) return false;
  out.resize(count);
  std::vector<std::string> details;
  for (Birth& birth : out) {
    const std::uint8_t head = in.byte();
    const std::uint8_t place = head & kPlaceMask;
    birth.kept = place == kKept;
    if (birth.kept) continue;
    if (!readChunks(in, place, chunk, birth.chunks)) return false;
    birth.creating_run = head >> kRunShift;
    if (birth.creating_run == kRunEscape)
      birth.creating_run = static_cast<std::uint32_t>(in.varint());
    if ((head & kHasDetail) != 0 && !readDetail(in, details, birth.detail)) return false;
    if (!in.ok()) return false;
  }
  return in.done();
}

}  // namespace uvscope::storage
