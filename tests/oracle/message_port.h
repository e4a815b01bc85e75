// Node's MessageChannel on uv_async_t: two ends, each of which tells its own loop of what the other
// has posted or that it has closed.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <uv.h>

namespace uvscope::oracle {

// Belongs to the thread of its loop; only the other end may be elsewhere. Keeps that loop alive
// once onMessage was called. Lives until the process ends, see keptHandle.
class MessagePort {
 public:
  // The first on `loop`, the second on `other_loop`.
  static std::pair<MessagePort&, MessagePort&> channel(uv_loop_t* loop, uv_loop_t* other_loop);

  void onMessage(std::function<void(const std::string&)> handler);

  void onClose(std::function<void()> handler) { on_close_ = std::move(handler); }

  void post(std::string message);
  // Closes the other end too.
  void close();

 private:
  explicit MessagePort(uv_loop_t* loop);

  static void onWake(uv_async_t* handle);
  void deliver(std::string message);
  void tellOtherClosed();

  uv_async_t& handle_;
  MessagePort* other_ = nullptr;
  std::function<void(const std::string&)> on_message_;
  std::function<void()> on_close_;

  std::mutex mutex_;
  std::vector<std::string> inbox_;  // guarded by mutex_
  bool other_closed_ = false;       // guarded by mutex_
  bool closing_ = false;            // guarded by mutex_
};

}  // namespace uvscope::oracle
