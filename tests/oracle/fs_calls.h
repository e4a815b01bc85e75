// Node's fs functions with callbacks, and those of fs.promises, on uv_fs_*. A result below zero is
// an error of libuv's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <uv.h>
#include <uvscope/async_hooks.h>

namespace uvscope::oracle::fs {

using Done = std::function<void(std::int64_t result)>;

void open(const std::string& path, Done done);
void fstat(uv_file file, Done done);
// The first `size` bytes, which are not kept.
void read(uv_file file, std::size_t size, Done done);
void close(uv_file file, Done done);
void stat(const std::string& path, Done done);

// Opens, measures, reads and closes it: four requests, each made in the callback of the one before.
void readFile(const std::string& path, std::function<void()> done);

// A file that can be read.
std::string readablePath();

namespace promises {

// Rejects with a std::system_error.
Promise<std::int64_t> stat(std::string path);

// Node's FileHandle: counts who uses the file, so that close() can wait for them.
class FileHandle {
 public:
  explicit FileHandle(uv_file file) : file_(file) {}

  Promise<std::int64_t> read(std::size_t size);
  Promise<void> close();

 private:
  Promise<std::int64_t> readUnguarded(std::size_t size);

  uv_file file_;
  int users_ = 1;
};

Promise<std::shared_ptr<FileHandle>> open(std::string path);

}  // namespace promises

}  // namespace uvscope::oracle::fs
