// The metrics of workload echo-server: datagrams that a heartbeat sends to a receiver on loopback.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <uv.h>

#include "core/result.h"

namespace uvscope::capture {

class MetricsChannel {
 public:
  MetricsChannel() = default;
  ~MetricsChannel() = default;
  MetricsChannel(const MetricsChannel&) = delete;
  MetricsChannel& operator=(const MetricsChannel&) = delete;

  core::Result<void> open(uv_loop_t& loop);
  void send(const std::string& text);
  void close();

  [[nodiscard]] std::uint64_t received() const { return received_; }

 private:
  core::Result<void> openReceiver(uv_loop_t& loop);

  uv_udp_t receiver_{};
  uv_udp_t sender_{};
  sockaddr_in address_{};
  std::array<char, 512> buffer_{};
  std::uint64_t received_ = 0;
};

}  // namespace uvscope::capture
