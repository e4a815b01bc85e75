#include "tests/oracle/message_port.h"

#include "tests/oracle/handles.h"

namespace uvscope::oracle {

std::pair<MessagePort&, MessagePort&> MessagePort::channel(uv_loop_t* loop, uv_loop_t* other_loop) {
  auto& one = *new MessagePort(loop);
  auto& other = *new MessagePort(other_loop);
  one.other_ = &other;
  other.other_ = &one;
  return {one, other};
}

MessagePort::MessagePort(uv_loop_t* loop) : handle_(keptHandle<uv_async_t>()) {
  check(uv_async_init(loop, &handle_, onWake), "uv_async_init");
  uv_unref(asHandle(handle_));
  handle_.data = this;
}

void MessagePort::onMessage(std::function<void(const std::string&)> handler) {
  on_message_ = std::move(handler);
  uv_ref(asHandle(handle_));
}

void MessagePort::post(std::string message) {
  other_->deliver(std::move(message));
}

void MessagePort::deliver(std::string message) {
  const std::lock_guard lock(mutex_);
  if (closing_) return;
  inbox_.push_back(std::move(message));
  uv_async_send(&handle_);
}

void MessagePort::close() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(closing_, true)) return;
  }
  uv_close(asHandle(handle_), [](uv_handle_t* handle) {
    MessagePort& port = *static_cast<MessagePort*>(handle->data);
    port.other_->tellOtherClosed();
    if (port.on_close_) port.on_close_();
  });
}

void MessagePort::tellOtherClosed() {
  const std::lock_guard lock(mutex_);
  if (closing_) return;
  other_closed_ = true;
  uv_async_send(&handle_);
}

void MessagePort::onWake(uv_async_t* handle) {
  MessagePort& port = *static_cast<MessagePort*>(handle->data);
  std::vector<std::string> messages;
  bool closes = false;
  {
    const std::lock_guard lock(port.mutex_);
    messages.swap(port.inbox_);
    closes = port.other_closed_;
  }
  for (const std::string& message : messages) {
    if (port.on_message_) port.on_message_(message);
  }
  if (closes) port.close();
}

}  // namespace uvscope::oracle
