#include "storage/born_ids.h"

#include <algorithm>

#include "storage/byte_io.h"
#include "storage/checked_bytes.h"

namespace uvscope::storage {

void BornIds::select(core::ContextId context) {
  last_highest_ = &highest_[context.value];
  last_context_ = context.value;
  const auto range = std::find_if(open_.begin(), open_.end(), [context](const BornRange& one) {
    return one.context == context;
  });
  last_range_ = static_cast<std::size_t>(range - open_.begin());
}

std::vector<std::uint8_t> encodeBornRanges(std::span<const BornRanges> chunks) {
  ByteWriter body;
  std::unordered_map<std::uint32_t, std::uint64_t> last;
  for (const BornRanges& ranges : chunks) {
    body.varint(ranges.size());
    for (const BornRange& range : ranges) {
      body.varint(range.context.value);
      std::uint64_t& before = last[range.context.value];
      body.varint(packedDifference(before, range.low));
      body.varint(range.high - range.low);
      before = range.high;
    }
  }
  return withChecksum(body.bytes());
}

bool decodeBornRanges(std::span<const std::uint8_t> bytes, std::size_t count,
                      std::vector<BornRanges>& out) {
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return false;
  ByteReader& in = *checked;
  if (count > in.left()) return false;
  std::unordered_map<std::uint32_t, std::uint64_t> last;
  out.resize(count);
  for (BornRanges& ranges : out) {
    ranges.clear();
    const std::uint64_t contexts = in.varint();
    if (contexts > in.left()) return false;
    for (std::uint64_t i = 0; i < contexts; ++i) {
      BornRange range;
      range.context.value = static_cast<std::uint32_t>(in.varint());
      std::uint64_t& before = last[range.context.value];
      range.low = addPacked(before, in.varint());
      range.high = range.low + in.varint();
      before = range.high;
      ranges.push_back(range);
    }
  }
  return in.done();
}

void BornIndex::replaceFrom(std::size_t first, std::span<const BornRanges> chunks) {
  for (auto& [context, entries] : contexts_) {
    while (!entries.empty() && entries.back().chunk >= first)
      entries.pop_back();
  }
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    for (const BornRange& range : chunks[i]) {
      std::vector<Entry>& entries = contexts_[range.context];
      const std::uint64_t before = entries.empty() ? 0 : entries.back().highest;
      entries.push_back({first + i, range.low, range.high, std::max(before, range.high)});
    }
  }
}

std::vector<std::size_t> BornIndex::chunksOf(core::ResourceKey key, std::size_t end) const {
  std::vector<std::size_t> found;
  const auto context = contexts_.find(key.context);
  if (context == contexts_.end()) return found;
  const std::vector<Entry>& entries = context->second;
  const std::uint64_t id = key.id.value;
  auto at = std::lower_bound(
      entries.begin(), entries.end(), id,
      [](const Entry& entry, std::uint64_t wanted) { return entry.highest < wanted; });
  for (; at != entries.end() && at->chunk < end; ++at) {
    if (at->low <= id && id <= at->high) found.push_back(at->chunk);
    // Whatever is born later has an id of at least this one's, less the disorder.
    if (at->low > id && at->low - id > kMaxIdDisorder) break;
  }
  return found;
}

std::unordered_map<std::uint32_t, std::uint64_t> BornIndex::highest(std::size_t end) const {
  std::unordered_map<std::uint32_t, std::uint64_t> all;
  for (const auto& [context, entries] : contexts_) {
    const auto after =
        std::lower_bound(entries.begin(), entries.end(), end,
                         [](const Entry& entry, std::size_t chunk) { return entry.chunk < chunk; });
    if (after != entries.begin()) all[context.value] = std::prev(after)->highest;
  }
  return all;
}

}  // namespace uvscope::storage
