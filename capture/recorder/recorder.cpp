#include "capture/recorder/recorder.h"

#include <atomic>

#include "capture/recorder/attachment.h"

namespace uvscope::capture {
namespace {

constexpr std::uint32_t kGenerationMask = (1U << kMovedGenerationBits) - 1;

std::uint64_t packType(core::TypeId type) {
  return std::uint64_t{type.value} << kIdBits;
}

// Ids beyond what a record holds are those of no resource: triggers that a program made up.
std::uint64_t packTrigger(core::AsyncId trigger) {
  return trigger.value <= kIdMask ? trigger.value : core::kNativeId.value;
}

// The generations of rings begin at 1, so rings and these are told apart until either has served
// tens of thousands of threads.
Home homeWithoutRing() {
  static constinit std::atomic<std::uint32_t> last = 0;
  const std::uint32_t number = last.fetch_add(1, std::memory_order_relaxed);
  return {number % kMaxRings, (kGenerationMask - number / kMaxRings) & kGenerationMask};
}

constexpr core::HookEvents kRecorded = core::HookEvents::Init | core::HookEvents::Before |
                                       core::HookEvents::After | core::HookEvents::PromiseResolve |
                                       core::HookEvents::Libuv;

}  // namespace

Recorder::Recorder() : core::HookListener(kRecorded), home_(homeWithoutRing()) {}

void Recorder::attach() {
  attachment_ = attachment::generation();
  open_ = 0;
  user_types_.forgetTold();
  stacks_.restart();
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
  const core::TypeId type =
      arguments.type == core::kUserType ? userType(arguments.type_name) : arguments.type;
  push(core::EventKind::Init, arguments.id, packTrigger(arguments.trigger) | packType(type),
       (arguments.execution.value & kIdMask) | std::uint64_t{stackNumber(type)} << kIdBits);
}

std::uint32_t Recorder::stackNumber(core::TypeId type) {
  if (!takes_stacks_ || !takesStack(attachment::stackMode(), type)) return kNoStack;
  return isAttached() && has_ring_ ? stacks_.here(writer_) : kNoStack;
}

core::TypeId Recorder::userType(std::string_view name) {
  const auto [type, is_new] = user_types_.numberOf(name);
  if (is_new && isAttached() && has_ring_ &&
      !writer_.pushText(TextKind::TypeName, 0, type.value, name)) {
    attachment::stop();
  }
  return type;
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

void Recorder::ended(core::AsyncId id) {
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
