#include "storage/chunk_directory.h"

#include <algorithm>
#include <utility>

#include "storage/byte_io.h"
#include "storage/checked_bytes.h"
#include "storage/event_codec.h"

namespace uvscope::storage {
namespace {

constexpr std::size_t kFields = 6;
static_assert(sizeof(ChunkEntry) == kFields * sizeof(std::uint64_t));

}  // namespace

std::vector<std::uint8_t> encodeDirectoryPage(std::span<const ChunkEntry> entries) {
  ByteWriter body;
  for (const ChunkEntry& entry : entries) {
    for (const std::uint64_t field :
         {entry.events, entry.min_ns, entry.max_ns, entry.busy_ns, entry.resources, entry.alive}) {
      body.fixed(field);
    }
  }
  return withChecksum(body.bytes());
}

bool decodeDirectoryPage(std::span<const std::uint8_t> bytes, std::vector<ChunkEntry>& out,
                         std::size_t most) {
  out.clear();
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return false;
  ByteReader& in = *checked;
  if (in.left() % sizeof(ChunkEntry) != 0) return false;
  if (in.left() > most * sizeof(ChunkEntry)) return false;
  while (in.left() != 0) {
    ChunkEntry entry;
    for (std::uint64_t* field : {&entry.events, &entry.min_ns, &entry.max_ns, &entry.busy_ns,
                                 &entry.resources, &entry.alive}) {
      *field = in.fixed<std::uint64_t>();
    }
    if (entry.events == 0 || entry.events > kMaxChunkEvents) return false;
    out.push_back(entry);
  }
  return in.done();
}

void ChunkDirectory::clear() {
  replaceFrom(0, {});
}

void ChunkDirectory::reserve(std::size_t chunks) {
  entries_.reserve(chunks);
  first_seq_.reserve(chunks);
  time_after_.reserve(chunks);
  time_ahead_.reserve(chunks);
}

void ChunkDirectory::replaceFrom(std::size_t first, std::span<const ChunkEntry> entries) {
  entries_.resize(first);
  entries_.insert(entries_.end(), entries.begin(), entries.end());
  first_seq_.resize(first);
  time_after_.resize(first);
  time_ahead_.resize(entries_.size());
  end_seq_ = first == 0 ? 1 : lastSeq(first - 1) + 1;
  std::uint64_t highest = first == 0 ? 0 : time_after_.back();
  for (std::size_t i = first; i < entries_.size(); ++i) {
    first_seq_.push_back(end_seq_);
    end_seq_ += entries_[i].events;
    highest = std::max(highest, entries_[i].max_ns);
    time_after_.push_back(highest);
  }
  std::uint64_t lowest = kNeverNs;
  for (std::size_t i = entries_.size(); i-- > 0;) {
    lowest = std::min(lowest, entries_[i].min_ns);
    if (i < first && time_ahead_[i] == lowest) break;  // nothing before it changes either
    time_ahead_[i] = lowest;
  }
}

std::optional<std::size_t> ChunkDirectory::chunkOf(EventSeq seq) const {
  if (seq == kNoSeq || seq >= end_seq_) return std::nullopt;
  const auto after = std::upper_bound(first_seq_.begin(), first_seq_.end(), seq);
  return static_cast<std::size_t>(after - first_seq_.begin()) - 1;
}

std::optional<std::size_t> ChunkDirectory::chunkOfResource(std::uint64_t number) const {
  const auto found = std::lower_bound(
      entries_.begin(), entries_.end(), number,
      [](const ChunkEntry& entry, std::uint64_t wanted) { return entry.resources < wanted; });
  if (number == 0 || found == entries_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - entries_.begin());
}

std::size_t ChunkDirectory::firstReaching(std::uint64_t ns) const {
  return static_cast<std::size_t>(std::lower_bound(time_after_.begin(), time_after_.end(), ns) -
                                  time_after_.begin());
}

std::size_t ChunkDirectory::endBefore(std::uint64_t ns) const {
  return static_cast<std::size_t>(std::lower_bound(time_ahead_.begin(), time_ahead_.end(), ns) -
                                  time_ahead_.begin());
}

ChunkDirectory::Chunks ChunkDirectory::reaching(std::uint64_t begin_ns,
                                                std::uint64_t end_ns) const {
  const std::size_t first = std::min(firstReaching(begin_ns), size() - 1);
  return {first, std::max(endBefore(end_ns), first + 1)};
}

}  // namespace uvscope::storage
