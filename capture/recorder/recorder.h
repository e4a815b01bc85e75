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

  [[nodiscard]] bool isAttached() const {
    return attachment_ != 0 && attachment_ == attachment::generation();
  }

  // Of the ring; without one, a number that no other thread of the process has.
  [[nodiscard]] Home home() const { return home_; }

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

  // What before() and after() record, for a caller that knows that nobody else listens.
  [[gnu::always_inline]] void beginRun(core::AsyncId id, core::CallbackReason reason,
                                       std::int64_t value, Chain chain) {
    ++open_;
    if (folder_.isWatching() && isAttached()) [[unlikely]] {
      if (folder_.begin(writer_, id.value, static_cast<std::uint64_t>(reason),
                        static_cast<std::uint64_t>(value))) {
        last_kind_ = {};
        return;
      }
    }
    const bool chained = chain == Chain::Yes && last_kind_ == core::EventKind::After && sees_polls_;
    write(core::EventKind::Before, id, static_cast<std::uint64_t>(value),
          static_cast<std::uint64_t>(reason), chained ? Stamp::Last : Stamp::Now);
  }

  [[gnu::always_inline]] void endRun(core::AsyncId id) {
    // A child forked inside a callback leaves it too, but its recording does not know of it.
    if (open_ == 0) return;
    --open_;
    if (folder_.isWatching() && isAttached()) [[unlikely]] {
      if (folder_.end(writer_, id.value)) return;
    }
    write(core::EventKind::After, id);
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
  // Every record but those of turns goes by push(), which ends a fold.
  [[gnu::always_inline]] void write(std::uint8_t kind, core::AsyncId id, std::uint64_t a,
                                    std::uint64_t b, Stamp stamp) {
    if (!isAttached()) [[unlikely]]
      return;
    if (!has_ring_) [[unlikely]] {
      attachment::countLost();
      return;
    }
    if (!writer_.push(kind, id.value, a, b, stamp)) [[unlikely]]
      attachment::stop();
  }

  [[gnu::always_inline]] void write(core::EventKind kind, core::AsyncId id, std::uint64_t a = 0,
                                    std::uint64_t b = 0, Stamp stamp = Stamp::Now) {
    write(static_cast<std::uint8_t>(kind), id, a, b, stamp);
    last_kind_ = kind;
    last_id_ = id;
  }

  void push(core::EventKind kind, core::AsyncId id, std::uint64_t a = 0, std::uint64_t b = 0,
            Stamp stamp = Stamp::Now) {
    endFold();
    write(kind, id, a, b, stamp);
  }

  void push(RecordKind kind, core::AsyncId id, std::uint64_t a, std::uint64_t b) {
    endFold();
    write(static_cast<std::uint8_t>(kind), id, a, b, Stamp::Now);
    last_kind_ = {};
  }

  [[nodiscard]] bool canWrite() const { return has_ring_ && isAttached(); }

  void endFold() {
    if (folder_.isWatching() && isAttached()) [[unlikely]] {
      folder_.other(writer_);
      last_kind_ = {};
    }
  }

  bool foldPoll(const core::LibuvEvent& event);

  // The time of the last event if that was `kind` of the same resource.
  [[nodiscard]] Stamp stampAfter(core::EventKind kind, core::AsyncId id) const {
    return last_kind_ == kind && last_id_ == id ? Stamp::Last : Stamp::Now;
  }

  // Of a resource of this type, just now; see ring_format.h.
  std::uint32_t stackNumber(core::TypeId type);

  core::TypeId userType(std::string_view name);

  RingWriter writer_;
  TurnFolder folder_;
  UserTypeNumbers user_types_;
  StackCapture stacks_;
  Home home_;
  std::uint32_t attachment_ = 0;  // attachment::generation() at attach(); 0: never or detached
  bool has_ring_ = false;
  bool takes_stacks_ = true;
  bool sees_polls_ = false;         // this thread's loop tells when it polls
  core::EventKind last_kind_ = {};  // of the last event; none after anything else
  core::AsyncId last_id_;           // its resource
  std::uint32_t open_ = 0;          // befores recorded here that wait for their after
};

}  // namespace uvscope::capture
