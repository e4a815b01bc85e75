// The hook that records: turns the events of one environment into records of one ring.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "capture/recorder/arena.h"
#include "capture/recorder/ring_writer.h"
#include "capture/recorder/stack_capture.h"
#include "capture/recorder/user_type_numbers.h"
#include "core/hook_registry.h"

namespace uvscope::capture {

// Where a resource lives: which ring of the process, and which of the threads that took it.
struct Home {
  std::uint32_t ring = 0;
  std::uint32_t generation = 0;  // the low kMovedGenerationBits
  friend bool operator==(const Home&, const Home&) = default;
};

// Belongs to the thread of its environment. Writes only while the process is attached as it was at
// attach(); in a forked child it does nothing until attached again.
class Recorder final : public core::HookListener {
 public:
  Recorder();

  // Takes a ring for this thread. When there is none its events are counted and lost.
  void attach();
  // Gives the ring back; the thread ends.
  void detach();

  [[nodiscard]] bool isAttached() const;

  // Of the ring; without one, a number that no other thread of the process has.
  [[nodiscard]] Home home() const { return home_; }

  void init(const core::InitArguments& arguments) override;
  void before(core::AsyncId id, core::CallbackReason reason, std::int64_t value) override;
  void after(core::AsyncId id) override;
  void ended(core::AsyncId id) override;
  void promiseResolve(core::AsyncId id) override;
  void closing(core::AsyncId id) override;
  void referenced(core::AsyncId id, bool referenced) override;
  void retype(core::AsyncId id, core::TypeId type) override;
  void detail(core::AsyncId id, std::string_view text) override;

  // While false, what begins is not made just now, so that no stack says how it was made.
  void setTakesStacks(bool takes) { takes_stacks_ = takes; }

  // `id` was just initialised here to go on with what was `old_id` at `old_home`.
  void moved(core::AsyncId id, Home old_home, core::AsyncId old_id);

 private:
  void push(std::uint8_t kind, core::AsyncId id, std::uint64_t a, std::uint64_t b);
  // Of a resource of this type, just now; see ring_format.h.
  std::uint32_t stackNumber(core::TypeId type);

  core::TypeId userType(std::string_view name);

  void push(core::EventKind kind, core::AsyncId id, std::uint64_t a = 0, std::uint64_t b = 0) {
    push(static_cast<std::uint8_t>(kind), id, a, b);
  }

  RingWriter writer_;
  UserTypeNumbers user_types_;
  StackCapture stacks_;
  Home home_;
  std::uint32_t attachment_ = 0;  // attachment::generation() at attach(); 0: never or detached
  bool has_ring_ = false;
  bool takes_stacks_ = true;
  std::uint32_t open_ = 0;  // befores recorded here that wait for their after
};

}  // namespace uvscope::capture
