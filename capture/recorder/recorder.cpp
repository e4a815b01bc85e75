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

std::uint64_t packHome(Home home) {
  return home.ring | std::uint64_t{home.generation} << 32U;
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
  folder_ = {};
  const std::optional<std::uint32_t> ring = attachment::claimRing();
  has_ring_ = ring.has_value();
  if (!ring) return;
  const Arena& arena = attachment::arena();
  const std::uint32_t generation = arena.ring(*ring).generation.load(std::memory_order_relaxed);
  home_ = {*ring, generation & kGenerationMask};
  writer_ = RingWriter(arena.header(), arena.ring(*ring), arena.records(*ring), arena.shape(*ring));
}

void Recorder::detach() {
  writeFolded();
  if (isAttached() && has_ring_) attachment::arena().closeRing(home_.ring);
  attachment_ = 0;
}

void Recorder::countLost() {
  attachment::arena().header().unclaimed_dropped.fetch_add(1, std::memory_order_relaxed);
}

void Recorder::init(const core::InitArguments& arguments) {
  const core::TypeId type =
      arguments.type == core::kUserType ? userType(arguments.type_name) : arguments.type;
  push(core::EventKind::Init, arguments.id, packTrigger(arguments.trigger) | packType(type),
       arguments.execution.value);
}

core::TypeId Recorder::userType(std::string_view name) {
  const auto [type, is_new] = user_types_.numberOf(name);
  if (is_new) endFold();
  if (is_new && isAttached() && has_ring_ &&
      !writer_.pushText(TextKind::TypeName, 0, type.value, name)) {
    attachment::stop();
  }
  return type;
}

void Recorder::ended(core::AsyncId id) {
  push(core::EventKind::Destroy, id, 0, 0, stampAfter(core::EventKind::After, id));
}

bool Recorder::foldPoll(const core::LibuvEvent& event) {
  if (event.kind == core::EventKind::PollStart) return folder_.pollStart(writer_, event.value);
  return folder_.isWatching() && folder_.pollEnd(writer_, event.value);
}

void Recorder::writeFolded() {
  if (has_ring_ && isAttached() && folder_.isWatching()) folder_.stop(writer_);
}

void Recorder::libuv(const core::LibuvEvent& event) {
  if (event.kind == core::EventKind::PollStart || event.kind == core::EventKind::PollEnd) {
    sees_polls_ = true;
    if (has_ring_ && isAttached() && foldPoll(event)) return;
    write(event.kind, event.id, 0, static_cast<std::uint64_t>(event.value));
    return;
  }
  push(event.kind, event.id, packTrigger(event.trigger) | packType(asType(event.function)),
       static_cast<std::uint64_t>(event.value), stampAfter(core::EventKind::Init, event.id));
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
  endFold();
  if (!writer_.pushText(TextKind::Detail, id.value, 0, text)) attachment::stop();
}

void Recorder::moved(core::AsyncId id, Home old_home, core::AsyncId old_id) {
  push(RecordKind::Moved, id, old_id.value, packHome(old_home));
}

void Recorder::work(RecordKind mark, core::AsyncId id, Home home) {
  push(mark, id, packHome(home), 0);
}

void Recorder::sent(core::AsyncId id, Home home, core::AsyncId execution) {
  push(RecordKind::Sent, id, packHome(home), packTrigger(execution));
}

}  // namespace uvscope::capture
