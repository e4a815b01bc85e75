// Any bytes as what a session file holds: packed events, key frames, pages of the directory, what a
// block leaves of types, contexts and subtrees. The first byte says as what. The checksum is put
// right, for else nothing behind it would be reached.
#include <algorithm>
#include <cstring>

#include "storage/alive_types.h"
#include "storage/busy_contexts.h"
#include "storage/byte_io.h"
#include "storage/checked_bytes.h"
#include "storage/checksum.h"
#include "storage/chunk_directory.h"
#include "storage/chunk_set.h"
#include "storage/event_codec.h"
#include "storage/key_frame.h"
#include "storage/subtree_codec.h"
#include "tests/fuzz/entry.h"
#include "tests/testing/graph_text.h"

namespace uvscope::fuzz {
namespace {

constexpr std::size_t kSumBytes = sizeof(std::uint64_t);

enum class What : std::uint8_t { Events, KeyFrame, Directory, Subtrees, Types, Contexts, AsItIs };

constexpr std::uint8_t kWhats = 7;

void putChecksum(Bytes& bytes) {
  if (bytes.size() < kSumBytes) return;
  const std::uint64_t sum = storage::checksum(std::span(bytes).subspan(kSumBytes));
  std::memcpy(bytes.data(), &sum, kSumBytes);
}

// With a decoder that has read something else before, whether that was any good or not.
void readEvents(std::span<const std::uint8_t> bytes) {
  static storage::EventDecoder decoder;
  std::vector<core::Event> events;
  std::vector<core::Event> once;
  const bool is_good = decoder.decode(bytes, events);
  require(storage::decodeEvents(bytes, once) == is_good, "what was read before does not matter");
  if (!is_good) return;
  require(once == events, "what was read before does not matter");
  require(events.size() <= storage::kMaxChunkEvents, "a chunk holds a bounded number of events");
  for (const core::Event& event : events)
    require(!core::eventKindName(event.kind).empty(), "events have kinds that there are");
  const auto isInit = [&](std::uint32_t at) { return events[at].kind == core::EventKind::Init; };
  require(std::ranges::all_of(decoder.inits(), isInit), "inits are where the decoder says");
  Bytes packed;
  storage::encodeEvents(events, packed);
  std::vector<core::Event> again;
  require(storage::decodeEvents(packed, again), "what was decoded can be encoded");
  require(again == events, "events come back as they were");
}

void readKeyFrame(std::span<const std::uint8_t> bytes) {
  storage::KeyFrame frame;
  if (!storage::decodeKeyFrame(bytes, frame)) return;
  storage::KeyFrame again;
  require(storage::decodeKeyFrame(storage::encodeKeyFrame(frame), again),
          "a key frame that was decoded can be encoded");
  require(again.irregular == frame.irregular, "a key frame comes back as it was");
}

void readDirectory(std::span<const std::uint8_t> bytes) {
  std::vector<storage::ChunkEntry> entries;
  if (!storage::decodeDirectoryPage(bytes, entries)) return;
  storage::ChunkDirectory directory;
  directory.replaceFrom(0, entries);
  for (const std::uint64_t seq : {std::uint64_t{0}, std::uint64_t{1}, directory.events()}) {
    const auto chunk = directory.chunkOf(seq);
    require(!chunk || *chunk < directory.size(), "an event leads to a chunk that there is");
  }
  for (const storage::ChunkEntry& entry : entries) {
    require(directory.firstReaching(entry.min_ns) <= directory.size(), "a time leads to a chunk");
    require(directory.endBefore(entry.max_ns) <= directory.size(), "a time leads to a chunk's end");
  }
  std::vector<storage::ChunkEntry> again;
  require(storage::decodeDirectoryPage(storage::encodeDirectoryPage(entries), again),
          "a page that was decoded can be encoded");
  require(again == entries, "a page comes back as it was");
}

void readSubtrees(std::span<const std::uint8_t> bytes) {
  storage::BlockSubtrees subtrees;
  if (!storage::decodeSubtrees(bytes, subtrees)) return;
  for (const storage::Outliving& one : subtrees.outliving) {
    require(one.below.trigger != 0 && one.below.trigger <= subtrees.stems.size(), "a stem exists");
    require(one.below.execution != 0 && one.below.execution <= subtrees.stems.size(),
            "a stem exists");
  }
  storage::BlockSubtrees again;
  require(storage::decodeSubtrees(storage::encodeSubtrees(subtrees), again),
          "sums that were decoded can be encoded");
  require(again == subtrees, "sums come back as they were");
}

void readTypes(std::span<const std::uint8_t> bytes) {
  std::vector<storage::ChunkTypes> chunks;
  if (!storage::decodeTypeSamples(bytes, chunks)) return;
  require(chunks.size() <= storage::kChunksPerBlock, "a block has a bounded number of chunks");
}

void readContexts(std::span<const std::uint8_t> bytes) {
  std::vector<storage::ChunkContexts> chunks;
  if (!storage::decodeContexts(bytes, chunks)) return;
  require(chunks.size() <= storage::kChunksPerBlock, "a block has a bounded number of chunks");
}

void readAs(What what, const Bytes& content) {
  switch (what) {
    case What::Events:
      return readEvents(content);
    case What::KeyFrame:
      return readKeyFrame(content);
    case What::Directory:
      return readDirectory(content);
    case What::Subtrees:
      return readSubtrees(content);
    case What::Types:
      return readTypes(content);
    case What::Contexts:
      return readContexts(content);
    case What::AsItIs:
      return;
  }
}

Bytes seed(What what, const Bytes& content) {
  Bytes bytes(1 + content.size(), static_cast<std::uint8_t>(what));
  std::ranges::copy(content, bytes.begin() + 1);
  return bytes;
}

}  // namespace

int run(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return 0;
  Bytes content(bytes.begin() + 1, bytes.end());
  const auto what = static_cast<What>(bytes.front() % kWhats);
  if (what != What::AsItIs) {
    putChecksum(content);
    readAs(what, content);
    return 0;
  }
  for (std::uint8_t as = 0; as < kWhats; ++as)
    readAs(static_cast<What>(as), content);
  return 0;
}

std::vector<Bytes> seeds() {
  std::vector<core::Event> events =
      testing::parseGraph(
          "init 2 TCPSERVERWRAP <1 @1\nbefore 2 connection 0\ninit 3 TCPWRAP <2 @2\nafter 2\n"
          "+3ms\nbefore 3 read 64\ninit 4 WRITEWRAP <3 @3\nunref 3\nafter 3\ninit 2:2 A\n"
          "before 2:2\nretype 3 PIPEWRAP\nclosing 2\ndestroy 2\nresolve 4\n")
          .events;
  for (const auto kind : {core::EventKind::PollStart, core::EventKind::Failed,
                          core::EventKind::Repeat, core::EventKind::LoopStart}) {
    core::Event event;
    event.ts_ns = 5'000'000;
    event.id = {3};
    event.trigger = {2};
    event.value = -98;
    event.context = {1};
    event.kind = kind;
    events.push_back(event);
  }
  Bytes packed;
  storage::encodeEvents(events, packed);
  storage::KeyFrame frame;
  frame.stacks.restore({1}, {{.key = {{1}, {2}}, .before_seq = 2, .before_ns = 5},
                             {.key = {{1}, {3}}, .before_seq = 6, .before_ns = 9, .depth = 1}});
  frame.irregular = {1, 5};
  const std::vector<storage::ChunkEntry> entries{
      {4096, 1, 900, 40, 100, 20}, {4096, 800, 2000, 70, 300, 10}, {17, 1990, 2100, 3, 301, 9}};
  storage::ContextSums contexts;
  contexts.add({1}, 700);
  contexts.add({300}, 9);
  contexts.endChunk();
  const storage::BlockSubtrees subtrees{
      {{{{1}, {1}}, false, {3, 2, 5, 900}, {3, 2, 5, 900}},
       {{{1}, {40}}, true, {1, ~std::uint64_t{0}, 0, 0}, {0, ~std::uint64_t{0}, 0, 0}}},
      {{{{1}, {44}}, {1, 2}}}};
  // Two samples of one chunk, of types 3 and 300.
  storage::ByteWriter types;
  for (const std::uint64_t number : {3U, 3U, 4U, 300U, 2U, 2U, 3U, 1U, 0U})
    types.varint(number);
  return {seed(What::Events, packed),
          seed(What::KeyFrame, storage::encodeKeyFrame(frame)),
          seed(What::Directory, storage::encodeDirectoryPage(entries)),
          seed(What::Subtrees, storage::encodeSubtrees(subtrees)),
          seed(What::Types, storage::withChecksum(types.bytes())),
          seed(What::Contexts, contexts.finish()),
          seed(What::AsItIs, packed)};
}

}  // namespace uvscope::fuzz
