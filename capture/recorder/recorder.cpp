#include "capture/recorder/recorder.h"

#include <atomic>

#include "capture/recorder/attachment.h"
#include "capture/recorder/sender_ring.h"

namespace uvscope::capture {
namespace {

std::uint64_t packType(core::TypeId type) {
  return std::uint64_t{type.value} << kIdBits;
}

// The generations of rings begin at 1, so rings and these are told apart until either has served
// tens of thousands of threads.
Home homeWithoutRing() {
  static constinit std::atomic<std::uint32_t> last = 0;
  const std::uint32_t number = last.fetch_add(1, std::memory_order_relaxed);
  return {number % kMaxRings, (kHomeGenerationMask - number / kMaxRings) & kHomeGenerationMask};
}

constexpr core::HookEvents kRecorded = core::HookEvents::Init | core::HookEvents::Before |
                                       core::HookEvents::After | core::HookEvents::PromiseResolve |
                                       core::HookEvents::Libuv;

}  // namespace

Recorder::Recorder() : core::HookListener(kRecorded) {
  live(homeWithoutRing());
}

void Recorder::live(Home home) {
  home_ = home;
  home_number_ = capture::homeNumber(home);
}

void Recorder::attach() {
  attachment_ = attachment::generation();
  open_ = 0;
  user_types_.forgetTold();
  folder_.forget();
  stacks_.restart();
  std::optional<OwnRing> ring = takeSenderRing();
  if (!ring) ring = attachment::takeRing();
  has_ring_ = ring.has_value();
  writes_as_ = has_ring_ ? attachment_ : 0;
  if (!ring) return;
  live(ring->home);
  writer_ = ring->writer;
}

void Recorder::detach() {
  writeFolded();
  if (canWrite()) attachment::arena().closeRing(home_.ring);
  attachment_ = writes_as_ = 0;
}

void Recorder::write(std::uint8_t kind, core::AsyncId id, std::uint64_t a, std::uint64_t b,
                     Stamp stamp) {
  if (!isAttached()) [[unlikely]]
    return;
  if (!has_ring_) [[unlikely]] {
    attachment::countLost();
    return;
  }
  if (!writer_.push(kind, id.value, a, b, stamp)) [[unlikely]]
    attachment::stop();
}

void Recorder::beginRun(core::AsyncId id, core::CallbackReason reason, std::int64_t value,
                        Chain chain) {
  ++open_;
  if (folder_.isWatching() && isAttached() && folds(id, reason, value)) return;
  const bool chained = chain == Chain::Yes && kindIn(last_) == kAfter && sees_polls_;
  write(core::EventKind::Before, id, static_cast<std::uint64_t>(value),
        static_cast<std::uint64_t>(reason), chained ? Stamp::Last : Stamp::Now);
}

void Recorder::endRun(core::AsyncId id) {
  // A child forked inside a callback leaves it too, but its recording does not know of it.
  if (open_ == 0) return;
  --open_;
  if (folder_.isWatching() && isAttached() && folder_.end(writer_, id.value)) return;
  write(core::EventKind::After, id);
}

void Recorder::init(const core::InitArguments& arguments) {
  const core::TypeId type =
      arguments.type == core::kUserType ? userType(arguments.type_name) : arguments.type;
  const std::uint32_t stack = stackNumber(type);
  push(core::EventKind::Init, arguments.id, packParent(arguments.trigger) | packType(type),
       (arguments.execution.value & kIdMask) | std::uint64_t{stack} << kIdBits);
}

std::uint32_t Recorder::stackNumber(core::TypeId type) {
  if (!takes_stacks_ || !takesStack(attachment::stackMode(), type)) return kNoStack;
  if (!canWrite()) return kNoStack;
  endFold();
  return stacks_.here(writer_);
}

core::TypeId Recorder::userType(std::string_view name) {
  const auto [type, is_new] = user_types_.numberOf(name);
  if (is_new) endFold();
  if (is_new && canWrite() && !writer_.pushText(TextKind::TypeName, 0, type.value, name)) {
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
  if (canWrite() && folder_.isWatching()) folder_.stop(writer_);
}

void Recorder::libuv(const core::LibuvEvent& event) {
  if (event.kind == core::EventKind::PollStart || event.kind == core::EventKind::PollEnd) {
    sees_polls_ = true;
    if (canWrite() && foldPoll(event)) {
      last_ = 0;  // what is folded stands between it and what comes
      return;
    }
    write(event.kind, event.id, 0, static_cast<std::uint64_t>(event.value));
    return;
  }
  push(event.kind, event.id, packParent(event.trigger) | packType(asType(event.function)),
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
  if (!canWrite()) return;
  endFold();
  if (!writer_.pushText(TextKind::Detail, id.value, 0, text)) attachment::stop();
}

void Recorder::moved(core::AsyncId id, Home old_home, core::AsyncId old_id) {
  push(RecordKind::Moved, id, old_id.value, packHome(old_home));
}

void Recorder::work(RecordKind mark, core::AsyncId id, Home home) {
  push(mark, id, packHome(home), 0);
}

void Recorder::sentToClosing(core::AsyncId id, core::AsyncId execution) {
  if (!canWrite()) return;
  const std::uint64_t a =
      packParent(execution) | packType(asType(core::LibuvFunction::uv_async_send));
  if (!writer_.pushAnytime(static_cast<std::uint8_t>(core::EventKind::Misused), id.value, a, 0)) {
    attachment::stop();
  }
}

void Recorder::sent(core::AsyncId id, Home home, core::AsyncId execution) {
  if (!isAttached()) return;
  if (!has_ring_) {
    attachment::countLost();
    return;
  }
  const auto kind = static_cast<std::uint8_t>(RecordKind::Sent);
  if (!writer_.pushAnytime(kind, id.value, packHome(home), packParent(execution))) {
    attachment::stop();
  }
}

}  // namespace uvscope::capture
