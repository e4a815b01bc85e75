// The server's end of a connection of workload echo-server: admits it by work in the thread pool,
// echoes what it reads, writes a journal line when the peer goes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <uv.h>

namespace uvscope::capture {

class EchoConnection {
 public:
  struct Shared {
    uv_loop_t* loop = nullptr;
    uv_file journal = -1;
    std::uint64_t messages = 0;  // echoed by all connections
  };

  // `shared` outlives the connection, and the connection its handles' last callback.
  explicit EchoConnection(Shared& shared) : shared_(shared) {}

  ~EchoConnection() = default;
  EchoConnection(const EchoConnection&) = delete;
  EchoConnection& operator=(const EchoConnection&) = delete;

  // In the server's connection callback.
  bool accept(uv_stream_t* listener);
  // From outside of its callbacks: the greeting of a heartbeat.
  void send(const std::string& text);

  [[nodiscard]] bool isOpen() const { return open_; }

 private:
  static EchoConnection& of(void* handle) {
    return *static_cast<EchoConnection*>(static_cast<uv_handle_t*>(handle)->data);
  }

  void admit();
  void startReading();
  void onRead(ssize_t count, const char* bytes);
  void close();
  void writeJournal();

  Shared& shared_;
  uv_tcp_t tcp_{};
  uv_timer_t idle_limit_{};  // stopped when the peer goes, and never closed: a leak on purpose
  uv_work_t admission_{};
  uv_fs_t journal_write_{};
  std::string journal_line_;
  std::uint64_t fingerprint_ = 0;
  std::vector<char> buffer_;
  bool open_ = false;
};

}  // namespace uvscope::capture
