// The hook that records: turns the events of one environment into records of one ring.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "capture/recorder/arena.h"
#include "capture/recorder/attachment.h"
#include "capture/recorder/ring_writer.h"
#include "capture/recorder/stack_capture.h"
#include "capture/recorder/turn_folder.h"
#include "capture/recorder/user_type_numbers.h"
#include "core/hook_registry.h"

namespace uvscope::capture {

// Belongs to the thread of its environment. Writes only while the process is attached as it was at
// attach(); in a forked child it does nothing until attached again.
class Recorder final : public core::HookListener {
 public:
  Recorder();

  // Takes a ring for this thread. When there is none its events are counted and lost.
  void attach();
  // Gives the ring back; the thread ends.
  void detach();

  // The recording has ended before the thread.
  void stop() { writes_as_ = 0; }

  [[nodiscard]] bool isAttached() const {
    return attachment_ != 0 && attachment_ == attachment::generation();
  }

  // Of the ring; without one, a number that no other thread of the process has.
  [[nodiscard]] Home home() const { return home_; }

  [[nodiscard]] std::uint32_t homeNumber() const { return home_number_; }

  void init(const core::InitArguments& arguments) override;

  void before(core::AsyncId id, core::CallbackReason reason, std::int64_t value) override {
    beginRun(id, reason, value, Chain::No);
  }

  void after(core::AsyncId id) override { endRun(id); }

  void ended(core::AsyncId id) override;
  void promiseResolve(core::AsyncId id) override;
  void closing(core::AsyncId id) override;
  void referenced(core::AsyncId id, bool referenced) override;
  void retype(core::AsyncId id, core::TypeId type) override;
  void detail(core::AsyncId id, std::string_view text) override;
  void libuv(const core::LibuvEvent& event) override;

  // Whether a callback may begin at the time when the one before it ended. For callbacks before
  // which libuv makes no system call of its own.
  enum class Chain { No, Yes };

  // The same in a callback of which nobody else is told, of a thread whose context was looked up
  // just now (threadContext).
  [[gnu::always_inline]] void beginOwnRun(core::AsyncId id, core::CallbackReason reason,
                                          std::int64_t value, Chain chain) {
    if (writes_as_ == 0) [[unlikely]] {
      beginRun(id, reason, value, chain);
      return;
    }
    ++open_;
    if (folder_.isWatching() && folds(id, reason, value)) return;
    const bool chained = chain == Chain::Yes && kindIn(last_) == kAfter && sees_polls_;
    writeOwn(core::EventKind::Before, id, static_cast<std::uint64_t>(value),
             static_cast<std::uint64_t>(reason), chained ? Stamp::Last : Stamp::Now);
  }

  // The program's callback may have forked, or the recording may have ended.
  [[gnu::always_inline]] void endOwnRun(core::AsyncId id) {
    if (writes_as_ != attachment::generation() || writes_as_ == 0 || open_ == 0) [[unlikely]] {
      endRun(id);
      return;
    }
    --open_;
    if (folder_.isWatching() && folder_.end(writer_, id.value)) return;
    writeOwn(core::EventKind::After, id, 0, 0, Stamp::Now);
  }

  // Writes what was kept back of a loop that spins. At the end of the thread or the process.
  void writeFolded();

  // While false, what begins is not made just now, so that no stack says how it was made.
  void setTakesStacks(bool takes) { takes_stacks_ = takes; }

  // `id` was just initialised here to go on with what was `old_id` at `old_home`.
  void moved(core::AsyncId id, Home old_home, core::AsyncId old_id);

  // This thread of the pool begins or ends the work `id` of another thread.
  void work(RecordKind mark, core::AsyncId id, Home home);

  // This thread has called uv_async_send on the handle `id` of perhaps another thread, inside
  // `execution`, perhaps in a signal handler.
  void sent(core::AsyncId id, Home home, core::AsyncId execution);
  // The same on a closing handle of this thread.
  void sentToClosing(core::AsyncId id, core::AsyncId execution);

 private:
  static constexpr auto kAfter = static_cast<std::uint8_t>(core::EventKind::After);

  // As in the head of a record.
  static constexpr std::uint64_t headOf(core::EventKind kind, core::AsyncId id) {
    return packHead(0, static_cast<std::uint8_t>(kind), id.value);
  }

  // What before() and after() record.
  void beginRun(core::AsyncId id, core::CallbackReason reason, std::int64_t value, Chain chain);
  void endRun(core::AsyncId id);

  [[gnu::always_inline]] bool folds(core::AsyncId id, core::CallbackReason reason,
                                    std::int64_t value) {
    return folder_.begin(writer_, id.value, static_cast<std::uint64_t>(reason),
                         static_cast<std::uint64_t>(value));
  }

  // While it can be written.
  [[gnu::always_inline]] void writeOwn(core::EventKind kind, core::AsyncId id, std::uint64_t a,
                                       std::uint64_t b, Stamp stamp) {
    last_ = headOf(kind, id);
    if (!writer_.push(static_cast<std::uint8_t>(kind), id.value, a, b, stamp)) [[unlikely]]
      attachment::stop();
  }

  // Every record but those of turns goes by push(), which ends a fold.
  void write(std::uint8_t kind, core::AsyncId id, std::uint64_t a, std::uint64_t b, Stamp stamp);

  void write(core::EventKind kind, core::AsyncId id, std::uint64_t a = 0, std::uint64_t b = 0,
             Stamp stamp = Stamp::Now) {
    write(static_cast<std::uint8_t>(kind), id, a, b, stamp);
    last_ = headOf(kind, id);
  }

  void push(core::EventKind kind, core::AsyncId id, std::uint64_t a = 0, std::uint64_t b = 0,
            Stamp stamp = Stamp::Now) {
    endFold();
    write(kind, id, a, b, stamp);
  }

  void push(RecordKind kind, core::AsyncId id, std::uint64_t a, std::uint64_t b) {
    endFold();
    write(static_cast<std::uint8_t>(kind), id, a, b, Stamp::Now);
    last_ = 0;
  }

  [[nodiscard]] bool canWrite() const { return has_ring_ && isAttached(); }

  void endFold() {
    if (folder_.isWatching() && isAttached()) [[unlikely]] {
      folder_.other(writer_);
      last_ = 0;
    }
  }

  bool foldPoll(const core::LibuvEvent& event);

  // The time of the last event if that was `kind` of the same resource.
  [[nodiscard]] Stamp stampAfter(core::EventKind kind, core::AsyncId id) const {
    return last_ == headOf(kind, id) ? Stamp::Last : Stamp::Now;
  }

  // Of a resource of this type, just now; see ring_format.h.
  std::uint32_t stackNumber(core::TypeId type);

  core::TypeId userType(std::string_view name);

  void live(Home home);

  // What every callback needs comes first, and together.
  std::uint32_t writes_as_ = 0;  // attachment_ where there is a ring and events can come; else 0
  std::uint32_t home_number_ = 0;
  std::uint32_t open_ = 0;   // befores recorded here that wait for their after
  bool sees_polls_ = false;  // this thread's loop tells when it polls
  bool takes_stacks_ = true;
  bool has_ring_ = false;
  std::uint64_t last_ = 0;  // kind and resource of the last event; 0 after anything else
  TurnFolder folder_;
  RingWriter writer_;
  UserTypeNumbers user_types_;
  StackCapture stacks_;
  Home home_;
  std::uint32_t attachment_ = 0;  // attachment::generation() at attach(); 0: never or detached
};

}  // namespace uvscope::capture
