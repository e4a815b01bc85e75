#include "storage/occurrence_codec.h"

#include <algorithm>
#include <utility>

#include "storage/byte_io.h"
#include "storage/checked_bytes.h"

namespace uvscope::storage {
namespace {

constexpr std::size_t kGroupEntries = 32;

// How an entry's chunks are told.
constexpr std::uint64_t kFromTo = 0;  // all between two, which follow

// else: so many, whose distances follow

// u64 checksum | varint groups | a group: varint context, id, bytes | the groups' bytes
void writeEntry(ByteWriter& out, const Occurrence& entry, const Occurrence* before) {
  if (before == nullptr) {
    // The group's own key.
  } else if (entry.key.context == before->key.context &&
             entry.key.id.value - before->key.id.value < std::uint64_t{1} << 63U) {
    out.varint((entry.key.id.value - before->key.id.value) << 1U);
  } else {
    out.varint(std::uint64_t{entry.key.context.value - before->key.context.value} << 1U | 1U);
    out.varint(entry.key.id.value);
  }
  const auto first = entry.chunks.next(0);
  if (!first) {  // only its record has changed
    out.varint(1);
    out.varint(kChunksPerBlock);
  } else if (const std::size_t last = entry.chunks.last();
             entry.chunks.count() == last - *first + 1 && last > *first + 1) {
    out.varint(kFromTo);
    out.varint(*first);
    out.varint(last - *first);
  } else {
    out.varint(entry.chunks.count());
    std::size_t from = 0;
    for (auto next = first; next; next = entry.chunks.next(from)) {
      out.varint(*next - from);
      from = *next + 1;
      if (from == kChunksPerBlock) break;
    }
  }
  // Mostly neither.
  const bool any = entry.trigger_born != 0 || entry.execution_born != 0;
  out.byte(any ? 1 : 0);
  if (!any) return;
  out.varint(entry.trigger_born);
  out.varint(entry.execution_born);
}

bool readChunks(ByteReader& in, ChunkSet& chunks) {
  const std::uint64_t count = in.varint();
  if (count > kChunksPerBlock) return false;
  if (count == kFromTo) {
    const std::uint64_t first = in.varint();
    const std::uint64_t more = in.varint();
    if (first >= kChunksPerBlock || more >= kChunksPerBlock - first) return false;
    for (std::uint64_t chunk = first; chunk <= first + more; ++chunk)
      chunks.add(chunk);
    return true;
  }
  std::uint64_t from = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t distance = in.varint();
    if (count == 1 && distance == kChunksPerBlock) return true;  // none
    if (from >= kChunksPerBlock || distance >= kChunksPerBlock - from) return false;
    chunks.add(from + distance);
    from += distance + 1;
  }
  return true;
}

}  // namespace

std::vector<std::uint8_t> encodeOccurrences(std::span<const Occurrence> occurrences) {
  ByteWriter groups;
  ByteWriter bodies;
  std::uint64_t count = 0;
  for (std::size_t at = 0; at < occurrences.size(); at += kGroupEntries, ++count) {
    const auto group = occurrences.subspan(at, std::min(kGroupEntries, occurrences.size() - at));
    const std::size_t begin = bodies.bytes().size();
    for (std::size_t i = 0; i < group.size(); ++i)
      writeEntry(bodies, group[i], i == 0 ? nullptr : &group[i - 1]);
    groups.varint(group[0].key.context.value);
    groups.varint(group[0].key.id.value);
    groups.varint(bodies.bytes().size() - begin);
  }
  ByteWriter body;
  body.varint(count);
  body.append(groups.bytes());
  body.append(bodies.bytes());
  return withChecksum(body.bytes());
}

std::optional<OccurrenceIndex> OccurrenceIndex::read(std::span<const std::uint8_t> bytes) {
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return std::nullopt;
  ByteReader& in = *checked;
  const std::uint64_t count = in.varint();
  if (count > in.left()) return std::nullopt;
  OccurrenceIndex index;
  std::size_t begin = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    Group group;
    group.first.context.value = static_cast<std::uint32_t>(in.varint());
    group.first.id.value = in.varint();
    group.begin = begin;
    const std::uint64_t size = in.varint();
    if (size > bytes.size()) return std::nullopt;
    begin += size;
    index.groups_.push_back(group);
  }
  if (!in.ok() || begin != in.left()) return std::nullopt;
  const std::span<const std::uint8_t> body = in.take(begin);
  index.body_.assign(body.begin(), body.end());
  return index;
}

bool OccurrenceIndex::readGroup(std::size_t number, std::vector<Occurrence>& out) const {
  const std::size_t begin = groups_[number].begin;
  const std::size_t end = number + 1 < groups_.size() ? groups_[number + 1].begin : body_.size();
  ByteReader in(std::span<const std::uint8_t>(body_).subspan(begin, end - begin));
  Occurrence entry;
  entry.key = groups_[number].first;
  for (bool first = true; in.left() != 0; first = false) {
    if (!first) {
      const std::uint64_t step = in.varint();
      if ((step & 1U) == 0) {
        entry.key.id.value += step >> 1U;
      } else {
        entry.key.context.value += static_cast<std::uint32_t>(step >> 1U);
        entry.key.id.value = in.varint();
      }
    }
    entry.chunks.clear();
    if (!readChunks(in, entry.chunks)) return false;
    const bool any = in.byte() != 0;
    entry.trigger_born = any ? static_cast<std::uint32_t>(in.varint()) : 0;
    entry.execution_born = any ? static_cast<std::uint32_t>(in.varint()) : 0;
    if (!in.ok()) return false;
    out.push_back(entry);
  }
  return true;
}

std::optional<Occurrence> OccurrenceIndex::find(core::ResourceKey key) const {
  const auto after =
      std::upper_bound(groups_.begin(), groups_.end(), key,
                       [](core::ResourceKey wanted, const Group& g) { return wanted < g.first; });
  if (after == groups_.begin()) return std::nullopt;
  std::vector<Occurrence> entries;
  if (!readGroup(static_cast<std::size_t>(after - groups_.begin()) - 1, entries))
    return std::nullopt;
  for (const Occurrence& entry : entries) {
    if (entry.key == key) return entry;
  }
  return std::nullopt;
}

std::vector<Occurrence> OccurrenceIndex::all() const {
  std::vector<Occurrence> entries;
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    if (!readGroup(group, entries)) break;
  }
  return entries;
}

}  // namespace uvscope::storage
