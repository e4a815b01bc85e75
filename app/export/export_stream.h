// Text on its way into a file, in large writes. After the first write that fails nothing more is
// written, and error() says what happened.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace uvscope::app {

class ExportStream {
 public:
  // `out` must outlive it. `name` is what an error calls it.
  ExportStream(std::FILE* out, std::string name) : out_(out), name_(std::move(name)) {}

  ExportStream(const ExportStream&) = delete;
  ExportStream& operator=(const ExportStream&) = delete;

  void write(std::string_view text) {
    buffer_.append(text);
    if (buffer_.size() >= kFlushBytes) flush();
  }

  template <class... Values>
  void format(fmt::format_string<Values...> text, Values&&... values) {
    fmt::format_to(std::back_inserter(buffer_), text, std::forward<Values>(values)...);
    if (buffer_.size() >= kFlushBytes) flush();
  }

  // Writes what is left. To be called once, at the end.
  void finish();

  // Long exports end early when it is false.
  [[nodiscard]] bool ok() const { return error_.empty(); }

  // "cannot write the output: No space left on device: /path"; empty while all is well.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  static constexpr std::size_t kFlushBytes = 65536;

  void flush();

  std::FILE* out_;
  std::string name_;
  std::string buffer_, error_;
};

}  // namespace uvscope::app
