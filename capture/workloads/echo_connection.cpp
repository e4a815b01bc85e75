#include "capture/workloads/echo_connection.h"

#include <algorithm>

#include "capture/workloads/stream_write.h"

namespace uvscope::capture {
namespace {

constexpr std::uint64_t kIdleLimitMs = 60'000;
constexpr int kAdmissionRounds = 200'000;
constexpr std::size_t kBufferBytes = 4096;

}  // namespace

bool EchoConnection::accept(uv_stream_t* listener) {
  uv_tcp_init(shared_.loop, &tcp_);
  tcp_.data = this;
  auto* const stream = reinterpret_cast<uv_stream_t*>(&tcp_);
  open_ = uv_accept(listener, stream) == 0;
  if (!open_) {
    uv_close(reinterpret_cast<uv_handle_t*>(&tcp_), nullptr);
    return false;
  }
  uv_timer_init(shared_.loop, &idle_limit_);
  idle_limit_.data = this;
  uv_timer_start(
      &idle_limit_, [](uv_timer_t* timer) { of(timer).close(); }, kIdleLimitMs, kIdleLimitMs);
  admit();
  return true;
}

// A server would check a certificate here: work that must not hold up the loop.
void EchoConnection::admit() {
  admission_.data = this;
  uv_queue_work(
      shared_.loop, &admission_,
      [](uv_work_t* work) {
        auto& self = *static_cast<EchoConnection*>(work->data);
        for (int i = 0; i < kAdmissionRounds; ++i) {
          self.fingerprint_ = self.fingerprint_ * 6364136223846793005U + 1442695040888963407U;
        }
      },
      [](uv_work_t* work, int /*status*/) {
        auto& self = *static_cast<EchoConnection*>(work->data);
        if (self.open_) self.startReading();
      });
}

void EchoConnection::startReading() {
  buffer_.resize(kBufferBytes);
  uv_read_start(
      reinterpret_cast<uv_stream_t*>(&tcp_),
      [](uv_handle_t* handle, std::size_t /*suggested*/, uv_buf_t* out) {
        auto& buffer = of(handle).buffer_;
        *out = uv_buf_init(buffer.data(), static_cast<unsigned>(buffer.size()));
      },
      [](uv_stream_t* stream, ssize_t count, const uv_buf_t* bytes) {
        of(stream).onRead(count, bytes->base);
      });
}

void EchoConnection::onRead(ssize_t count, const char* bytes) {
  if (count < 0) {
    close();
    return;
  }
  const std::string text(bytes, static_cast<std::size_t>(count));
  shared_.messages += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  uv_timer_again(&idle_limit_);
  send(text);
}

void EchoConnection::send(const std::string& text) {
  if (open_) writeText(reinterpret_cast<uv_stream_t*>(&tcp_), text);
}

void EchoConnection::close() {
  if (!open_) return;
  open_ = false;
  uv_timer_stop(&idle_limit_);
  writeJournal();
  uv_close(reinterpret_cast<uv_handle_t*>(&tcp_), [](uv_handle_t* /*handle*/) {});
}

void EchoConnection::writeJournal() {
  if (shared_.journal < 0) return;
  journal_line_ = "closed " + std::to_string(fingerprint_) + "\n";
  const uv_buf_t bytes =
      uv_buf_init(journal_line_.data(), static_cast<unsigned>(journal_line_.size()));
  uv_fs_write(shared_.loop, &journal_write_, shared_.journal, &bytes, 1, -1,
              [](uv_fs_t* request) { uv_fs_req_cleanup(request); });
}

}  // namespace uvscope::capture
