// A write that owns its bytes until it is done.
#pragma once

#include <memory>
#include <string>

#include <uv.h>

namespace uvscope::capture {

// An error is the stream's: it shows at its next read.
inline void writeText(uv_stream_t* stream, const std::string& text) {
  struct Write {
    uv_write_t request{};
    std::string text;
  };

  auto write = std::make_unique<Write>();
  write->text = text;
  write->request.data = write.get();
  const uv_buf_t bytes = uv_buf_init(write->text.data(), static_cast<unsigned>(write->text.size()));
  const int rc = uv_write(&write->request, stream, &bytes, 1, [](uv_write_t* done, int /*status*/) {
    const std::unique_ptr<Write> owner(static_cast<Write*>(done->data));
  });
  if (rc == 0) static_cast<void>(write.release());  // the callback's now
}

}  // namespace uvscope::capture
