#include "capture/recorder/recorder.h"

#include "capture/recorder/attachment.h"

namespace uvscope::capture {
namespace {

constexpr std::uint32_t kGenerationMask = (1U << kMovedGenerationBits) - 1;

std::uint64_t packType(core::TypeId type) {
  return std::uint64_t{type.value} << kIdBits;
}

}  // namespace

void Recorder::attach() {
  attachment_ = attachment::generation();
  open_ = 0;
  home_ = {};
  const std::optional<std::uint32_t> ring = attachment::claimRing();
  has_ring_ = ring.has_value();
  if (!ring) return;
  const Arena& arena = attachment::arena();
  const std::uint32_t generation = arena.ring(*ring).generation.load(std::memory_order_relaxed);
  home_ = {*ring, generation & kGenerationMask};
  writer_ = RingWriter(arena.header(), arena.ring(*ring), arena.records(*ring));
}

void Recorder::detach() {
  if (isAttached() && has_ring_) attachment::arena().closeRing(home_.ring);
  attachment_ = 0;
}

bool Recorder::isAttached() const {
  return attachment_ != 0 && attachment_ == attachment::generation();
}

void Recorder::push(std::uint8_t kind, core::AsyncId id, std::uint64_t a, std::uint64_t b) {
  if (!isAttached()) [[unlikely]]
    return;
  if (!has_ring_) [[unlikely]] {
    attachment::arena().header().unclaimed_dropped.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  if (!writer_.push(kind, id.value, a, b)) [[unlikely]]
    attachment::stop();
}

void Recorder::init(const core::InitArguments& arguments) {
  push(core::EventKind::Init, arguments.id,
       (arguments.trigger.value & kIdMask) | packType(arguments.type), arguments.execution.value);
}

void Recorder::before(core::AsyncId id, core::CallbackReason reason, std::int64_t value) {
  ++open_;
  push(core::EventKind::Before, id, static_cast<std::uint64_t>(value),
       static_cast<std::uint64_t>(reason));
}

void Recorder::after(core::AsyncId id) {
  // A child forked inside a callback leaves it too, but its recording does not know of it.
  if (open_ == 0) return;
  --open_;
  push(core::EventKind::After, id);
}

void Recorder::destroy(core::AsyncId id) {
  push(core::EventKind::Destroy, id);
}

void Recorder::promiseResolve(core::AsyncId id) {
  push(core::EventKind::PromiseResolve, id);
}

void Recorder::closing(core::AsyncId id) {
  push(core::EventKind::Closing, id);
}

void Recorder::referenced(core::AsyncId id, bool referenced) {
  push(referenced ? core::EventKind::Ref : core::EventKind::Unref, id);
}

void Recorder::retype(core::AsyncId id, core::TypeId type) {
  push(core::EventKind::Retype, id, packType(type));
}

void Recorder::detail(core::AsyncId id, std::string_view text) {
  if (!isAttached() || !has_ring_) return;
  if (!writer_.pushText(TextKind::Detail, id.value, 0, text)) attachment::stop();
}

void Recorder::moved(core::AsyncId id, Home old_home, core::AsyncId old_id) {
  push(static_cast<std::uint8_t>(RecordKind::Moved), id, old_id.value,
       old_home.ring | std::uint64_t{old_home.generation} << 32U);
}

}  // namespace uvscope::capture
