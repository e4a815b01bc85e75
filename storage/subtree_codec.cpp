#include "storage/subtree_codec.h"

#include <cstddef>

#include "storage/byte_io.h"
#include "storage/checked_bytes.h"

namespace uvscope::storage {
namespace {

// u64 checksum | varint stems | a stem: key, flags, sums | varint outliving | one of these: key,
// numbers of stems

// Of the flags of a stem.
constexpr std::uint8_t kLoose = 1U << 0U;
constexpr std::uint8_t kOneSum = 1U << 1U;  // both parents tell the same

// A stem takes at least so many bytes, something that outlives the block as well.
constexpr std::size_t kLeastStemBytes = 4;

class KeyWriter {
 public:
  explicit KeyWriter(ByteWriter& out) : out_(&out) {}

  void write(core::ResourceKey key) {
    out_->varint(packedDifference(last_.context.value, key.context.value));
    out_->varint(packedDifference(last_.id.value, key.id.value));
    last_ = key;
  }

 private:
  ByteWriter* out_;
  core::ResourceKey last_;
};

class KeyReader {
 public:
  explicit KeyReader(ByteReader& in) : in_(&in) {}

  core::ResourceKey read() {
    last_.context.value = static_cast<std::uint32_t>(addPacked(last_.context.value, in_->varint()));
    last_.id.value = addPacked(last_.id.value, in_->varint());
    return last_;
  }

 private:
  ByteReader* in_;
  core::ResourceKey last_;
};

void writeSums(ByteWriter& out, const SubtreeSums& sums) {
  out.varint(sums.born);
  out.varint(packedDifference(0, sums.alive));
  out.varint(sums.runs);
  out.varint(sums.run_ns);
}

SubtreeSums readSums(ByteReader& in) {
  SubtreeSums sums;
  sums.born = in.varint();
  sums.alive = addPacked(0, in.varint());
  sums.runs = in.varint();
  sums.run_ns = in.varint();
  return sums;
}

bool isStem(std::uint64_t number, std::size_t stems) {
  return number != 0 && number <= stems;
}

}  // namespace

std::vector<std::uint8_t> encodeSubtrees(const BlockSubtrees& subtrees) {
  ByteWriter body;
  body.varint(subtrees.stems.size());
  KeyWriter stem_keys(body);
  for (const Stem& stem : subtrees.stems) {
    const bool one_sum = stem.trigger == stem.execution;
    stem_keys.write(stem.key);
    body.byte(static_cast<std::uint8_t>((stem.loose ? kLoose : 0U) | (one_sum ? kOneSum : 0U)));
    writeSums(body, stem.trigger);
    if (!one_sum) writeSums(body, stem.execution);
  }
  body.varint(subtrees.outliving.size());
  KeyWriter keys(body);
  for (const Outliving& one : subtrees.outliving) {
    keys.write(one.key);
    body.varint(one.below.trigger);
    body.varint(packedDifference(one.below.trigger, one.below.execution));
  }
  return withChecksum(body.bytes());
}

bool decodeSubtrees(std::span<const std::uint8_t> bytes, BlockSubtrees& out) {
  out.stems.clear();
  out.outliving.clear();
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return false;
  ByteReader& in = *checked;
  const std::uint64_t stems = in.varint();
  if (stems > in.left() / kLeastStemBytes) return false;
  out.stems.resize(stems);
  KeyReader stem_keys(in);
  for (Stem& stem : out.stems) {
    stem.key = stem_keys.read();
    const std::uint8_t flags = in.byte();
    stem.loose = (flags & kLoose) != 0;
    stem.trigger = readSums(in);
    stem.execution = (flags & kOneSum) != 0 ? stem.trigger : readSums(in);
  }
  const std::uint64_t outliving = in.varint();
  if (outliving > in.left() / kLeastStemBytes) return false;
  out.outliving.resize(outliving);
  KeyReader keys(in);
  for (Outliving& one : out.outliving) {
    one.key = keys.read();
    const std::uint64_t trigger = in.varint();
    const std::uint64_t execution = addPacked(trigger, in.varint());
    if (!isStem(trigger, out.stems.size()) || !isStem(execution, out.stems.size())) return false;
    one.below = {static_cast<std::uint32_t>(trigger), static_cast<std::uint32_t>(execution)};
  }
  return in.done();
}

}  // namespace uvscope::storage
