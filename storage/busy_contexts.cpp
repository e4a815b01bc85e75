#include "storage/busy_contexts.h"

#include <optional>

#include "storage/checked_bytes.h"
#include "storage/chunk_set.h"

namespace uvscope::storage {
namespace {

// u64 checksum | a chunk: varint contexts | one of these: varint context, busy_ns

// A context takes at least so many bytes.
constexpr std::size_t kLeastBytes = 2;

}  // namespace

void ContextSums::endChunk() {
  body_.varint(open_.size());
  for (const auto& [context, busy_ns] : open_) {
    body_.varint(context);
    body_.varint(busy_ns);
  }
  open_.clear();
  last_ = nullptr;
}

std::vector<std::uint8_t> ContextSums::finish() {
  std::vector<std::uint8_t> packed = withChecksum(body_.bytes());
  body_.clear();
  return packed;
}

bool decodeContexts(std::span<const std::uint8_t> bytes, std::vector<ChunkContexts>& out) {
  out.clear();
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return false;
  ByteReader& in = *checked;
  while (in.left() != 0) {
    const std::uint64_t contexts = in.varint();
    if (out.size() == kChunksPerBlock || contexts > in.left() / kLeastBytes) return false;
    ChunkContexts& chunk = out.emplace_back(contexts);
    for (ContextBusy& one : chunk) {
      one.context.value = static_cast<std::uint32_t>(in.varint());
      one.busy_ns = in.varint();
    }
  }
  return in.done();
}

}  // namespace uvscope::storage
