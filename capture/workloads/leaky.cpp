#include "capture/workloads/leaky.h"

#include <array>
#include <cstdio>
#include <memory>
#include <vector>

#include <uv.h>

#include "capture/workloads/uv_error.h"

namespace uvscope::capture {
namespace {

constexpr std::uint64_t kLongMs = 3'600'000;
constexpr std::uint64_t kGrowEveryMs = 50;
constexpr std::size_t kMoreThanASocketTakes = std::size_t{16} << 20U;

class Leaky {
 public:
  core::Result<int> run(std::uint64_t seconds);

 private:
  static Leaky& of(void* handle) {
    return *static_cast<Leaky*>(static_cast<uv_handle_t*>(handle)->data);
  }

  void leakTimers();
  core::Result<void> leakWrite();
  void grow();
  void startTimer(uv_timer_t& timer, uv_timer_cb callback, std::uint64_t after_ms,
                  std::uint64_t every_ms);

  uv_loop_t loop_{};
  uv_timer_t keeps_alive_{}, stopped_{}, never_started_{}, unreferenced_{};
  uv_timer_t growth_{}, end_{};
  uv_timer_t closing_{};
  uv_pipe_t writer_{};
  uv_write_t write_{};
  std::vector<char> bytes_;
  std::vector<std::unique_ptr<uv_timer_t>> grown_;
};

core::Result<int> Leaky::run(std::uint64_t seconds) {
  if (const int rc = uv_loop_init(&loop_); rc != 0) return uvError("uv_loop_init", rc);
  leakTimers();
  if (auto leaked = leakWrite(); !leaked) return leaked.error();
  startTimer(
      growth_, [](uv_timer_t* timer) { of(timer).grow(); }, kGrowEveryMs, kGrowEveryMs);
  startTimer(
      end_, [](uv_timer_t* timer) { uv_stop(timer->loop); }, seconds * 1000, 0);
  startTimer(
      closing_, [](uv_timer_t* /*timer*/) {}, kLongMs, 0);
  uv_run(&loop_, UV_RUN_DEFAULT);
  uv_close(reinterpret_cast<uv_handle_t*>(&closing_), [](uv_handle_t* /*handle*/) {});
  std::printf("leaky: left %zu timers behind\n", grown_.size() + 7);
  return 0;
}

void Leaky::startTimer(uv_timer_t& timer, uv_timer_cb callback, std::uint64_t after_ms,
                       std::uint64_t every_ms) {
  uv_timer_init(&loop_, &timer);
  timer.data = this;
  uv_timer_start(&timer, callback, after_ms, every_ms);
}

void Leaky::leakTimers() {
  const uv_timer_cb nothing = [](uv_timer_t* /*timer*/) {};
  startTimer(keeps_alive_, nothing, kLongMs, 0);
  startTimer(stopped_, nothing, kLongMs, 0);
  uv_timer_stop(&stopped_);
  uv_timer_init(&loop_, &never_started_);
  startTimer(unreferenced_, nothing, kGrowEveryMs, kGrowEveryMs);
  uv_unref(reinterpret_cast<uv_handle_t*>(&unreferenced_));
}

core::Result<void> Leaky::leakWrite() {
  std::array<uv_file, 2> pair{};
  int rc = uv_pipe(pair.data(), UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE);
  if (rc != 0) return uvError("uv_pipe", rc);
  uv_pipe_init(&loop_, &writer_, 0);
  rc = uv_pipe_open(&writer_, pair[1]);
  if (rc != 0) return uvError("uv_pipe_open", rc);
  bytes_.resize(kMoreThanASocketTakes);
  const uv_buf_t buffer = uv_buf_init(bytes_.data(), static_cast<unsigned>(bytes_.size()));
  rc = uv_write(&write_, reinterpret_cast<uv_stream_t*>(&writer_), &buffer, 1,
                [](uv_write_t* /*request*/, int /*status*/) {});
  if (rc != 0) return uvError("uv_write", rc);
  return {};
}

void Leaky::grow() {
  grown_.push_back(std::make_unique<uv_timer_t>());
  startTimer(
      *grown_.back(), [](uv_timer_t* /*timer*/) {}, kLongMs, 0);
}

}  // namespace

core::Result<int> runLeaky(std::uint64_t seconds) {
  return std::make_unique<Leaky>()->run(seconds);
}

}  // namespace uvscope::capture
