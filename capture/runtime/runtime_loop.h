// What a uv loop needs to run timers, immediates and the destroy queue: three handles of its own,
// made when first needed, which neither keep the loop alive nor are shown to the program.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include <uv.h>

#include "capture/runtime/immediate_queue.h"
#include "capture/runtime/timer_lists.h"
#include "core/environment.h"
#include "core/loop_services.h"

namespace uvscope::capture {

// Belongs to the thread whose environment it has. When its loop is closed it does nothing any more,
// but lives on for as long as handles of its timeouts do.
class RuntimeLoop final : public core::LoopServices,
                          public std::enable_shared_from_this<RuntimeLoop> {
 public:
  RuntimeLoop(uv_loop_t* loop, core::Environment& environment)
      : loop_(loop), environment_(environment), timers_(*this), immediates_(*this) {}

  RuntimeLoop(const RuntimeLoop&) = delete;
  RuntimeLoop& operator=(const RuntimeLoop&) = delete;

  [[nodiscard]] core::Environment& environment() const { return environment_; }

  [[nodiscard]] uv_loop_t* loop() const { return loop_; }

  TimerLists& timers() { return timers_; }

  ImmediateQueue& immediates() { return immediates_; }

  [[nodiscard]] bool owns(const uv_handle_t* handle) const;

  [[nodiscard]] bool closed() const { return closed_; }

  // Takes the handles off the loop and drops what is pending. False, and nothing done, while the
  // program still has handles on it.
  bool close();

  void requestCheck() override { makeHandles(); }

  void turnOnceMore() override;

  // For timers_: in `delay_ms`, at least 1, TimerLists::run is to be called.
  void scheduleTimer(std::uint64_t delay_ms);
  // Whether that keeps the loop alive.
  void referTimer(bool referenced);
  // For immediates_: whether the loop may not sleep now.
  void keepAwake(bool awake);
  // The loop's time now, in ms.
  std::uint64_t now();

 private:
  void makeHandles();
  void closeHandles();
  static void onCheck(uv_check_t* handle);
  static void onTimer(uv_timer_t* handle);
  // The loop `handle` belongs to; ends the process when this is not its thread.
  static RuntimeLoop& of(void* data);

  uv_loop_t* loop_;
  core::Environment& environment_;
  TimerLists timers_;
  ImmediateQueue immediates_;
  uv_check_t check_{};
  uv_idle_t idle_{};
  uv_timer_t timer_{};
  bool has_handles_ = false;
  bool closed_ = false;
};

// That of the loop that this thread runs, or else runs first (see useLoop). Throws
// ERR_UVSCOPE_NO_LOOP; `what` names the call.
RuntimeLoop& requireLoop(std::string_view what);

}  // namespace uvscope::capture
