// A file that takes its name only when it is whole, and never takes another's by mistake.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace uvscope::app {

class OutputFile {
 public:
  // Whether `path` could be made now: one that exists is refused unless `force`, one that is no
  // regular file always is, and so is a session, which is likely to be the one that is read.
  static core::Result<void> check(const std::string& path, bool force);

  static core::Result<OutputFile> create(const std::string& path, bool force);

  // Without finish() nothing is left behind.
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  [[nodiscard]] std::FILE* stream() { return file_.get(); }

  // Writes out what is buffered and puts the file in its place. To be called once.
  core::Result<void> finish();

 private:
  struct Closer {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  OutputFile() = default;

  std::string path_;       // where it belongs, links followed
  std::string temporary_;  // beside it; empty: in place, or moved from
  bool force_ = false;
  std::unique_ptr<std::FILE, Closer> file_;
};

// Makes `path` with `text` in it.
core::Result<void> writeOutput(const std::string& path, std::string_view text, bool force);

}  // namespace uvscope::app
