// A client of workload echo-server: waits, connects, sends its messages one by one, each when the
// one before came back, says goodbye. A forgetful one never closes.
#pragma once

#include <cstdint>
#include <vector>

#include <uv.h>

namespace uvscope::capture {

class EchoClient {
 public:
  struct Plan {
    std::uint64_t number = 0;
    std::uint64_t start_ms = 0, pause_ms = 0;  // before the first message, between messages
    std::uint64_t messages = 0;
    bool forgetful = false;
  };

  // The client outlives its handles' last callback.
  EchoClient(uv_loop_t& loop, const sockaddr_in& server, const Plan& plan);
  ~EchoClient() = default;
  EchoClient(const EchoClient&) = delete;
  EchoClient& operator=(const EchoClient&) = delete;

 private:
  static EchoClient& of(void* handle) {
    return *static_cast<EchoClient*>(static_cast<uv_handle_t*>(handle)->data);
  }

  void onPause();
  void connect();
  void onConnected(int status);
  void send();
  void onRead(ssize_t count, const char* bytes);
  void sayGoodbye();
  void close();

  uv_loop_t& loop_;
  sockaddr_in server_;
  Plan plan_;
  uv_timer_t pause_{};
  uv_tcp_t tcp_{};
  uv_connect_t connect_{};
  uv_shutdown_t goodbye_{};
  std::vector<char> buffer_;
  std::uint64_t sent_ = 0;
  bool connected_ = false;
};

}  // namespace uvscope::capture
