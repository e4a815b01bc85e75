#include "storage/key_frame.h"

#include <utility>

#include "storage/byte_io.h"
#include "storage/checked_bytes.h"
#include "storage/event_codec.h"

namespace uvscope::storage {
namespace {

void writeRun(ByteWriter& out, const Run& run) {
  out.varint(run.key.id.value);
  out.varint(run.before_seq);
  out.varint(run.before_ns);
  out.byte(static_cast<std::uint8_t>(run.reason));
  out.varint(zigzag(run.value));
}

Run readRun(ByteReader& in, core::ContextId context, std::uint32_t depth) {
  Run run;
  run.key = {context, core::AsyncId{in.varint()}};
  run.before_seq = in.varint();
  run.before_ns = in.varint();
  run.depth = depth;
  run.reason = static_cast<core::CallbackReason>(in.byte());
  run.value = unzigzag(in.varint());
  return run;
}

bool readStack(ByteReader& in, RunStacks& stacks) {
  const core::ContextId context{static_cast<std::uint32_t>(in.varint())};
  const std::uint64_t depth = in.varint();
  if (depth > RunStacks::kMaxDepth || depth > in.left()) return false;
  RunStacks::Stack stack;
  for (std::uint32_t i = 0; i < depth; ++i) {
    stack.push_back(readRun(in, context, i));
    if (stack.back().reason > core::kLastCallbackReason) return false;
  }
  stacks.restore(context, std::move(stack));
  return in.ok();
}

void writePositions(ByteWriter& out, const std::vector<std::uint32_t>& positions) {
  out.varint(positions.size());
  for (const std::uint32_t position : positions)
    out.varint(position);
}

bool readPositions(ByteReader& in, std::vector<std::uint32_t>& positions) {
  const std::uint64_t count = in.varint();
  if (count > kMaxChunkEvents) return false;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t position = in.varint();
    if (position >= kMaxChunkEvents) return false;
    if (!positions.empty() && position <= positions.back()) return false;
    positions.push_back(static_cast<std::uint32_t>(position));
  }
  return in.ok();
}

}  // namespace

std::vector<std::uint8_t> encodeKeyFrame(const KeyFrame& frame) {
  ByteWriter body;
  std::uint64_t busy_contexts = 0;
  for (const auto& [context, stack] : frame.stacks.all())
    busy_contexts += stack.empty() ? 0 : 1;
  body.varint(busy_contexts);
  for (const auto& [context, stack] : frame.stacks.all()) {
    if (stack.empty()) continue;
    body.varint(context.value);
    body.varint(stack.size());
    for (const Run& run : stack)
      writeRun(body, run);
  }
  writePositions(body, frame.irregular);
  writePositions(body, frame.older);
  return withChecksum(body.bytes());
}

bool decodeKeyFrame(std::span<const std::uint8_t> bytes, KeyFrame& out) {
  out = KeyFrame{};
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return false;
  ByteReader& in = *checked;
  const std::uint64_t contexts = in.varint();
  if (contexts > in.left()) return false;
  for (std::uint64_t i = 0; i < contexts; ++i) {
    if (!readStack(in, out.stacks)) return false;
  }
  if (!readPositions(in, out.irregular)) return false;
  if (in.left() != 0 && !readPositions(in, out.older)) return false;
  return in.done();
}

}  // namespace uvscope::storage
