#include "app/export/export_stream.h"

#include <cerrno>
#include <system_error>

namespace uvscope::app {

void ExportStream::finish() {
  flush();
  if (ok() && std::fflush(out_) != 0) {
    error_ = fmt::format("cannot write the output: {}: {}", std::generic_category().message(errno),
                         name_);
  }
}

void ExportStream::flush() {
  if (ok() && std::fwrite(buffer_.data(), 1, buffer_.size(), out_) != buffer_.size()) {
    error_ = fmt::format("cannot write the output: {}: {}", std::generic_category().message(errno),
                         name_);
  }
  buffer_.clear();
}

}  // namespace uvscope::app
