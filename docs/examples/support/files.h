// fs.open of Node: a file opened by libuv's thread pool.
#pragma once

#include <functional>
#include <memory>

#include <fcntl.h>
#include <uv.h>

#include "check.h"

namespace example {

// Calls `callback` with the descriptor, which is closed afterwards, or with a negative error.
inline void openFile(const char* path, std::function<void(int descriptor)> callback) {
  struct Open {
    uv_fs_t request{};
    std::function<void(int)> callback;
  };

  auto open = std::make_unique<Open>();
  open->callback = std::move(callback);
  open->request.data = open.get();
  check(uv_fs_open(uv_default_loop(), &open->request, path, O_RDONLY, 0,
                   [](uv_fs_t* request) {
                     const std::unique_ptr<Open> done(static_cast<Open*>(request->data));
                     const auto descriptor = static_cast<int>(request->result);
                     uv_fs_req_cleanup(request);
                     done->callback(descriptor);
                     uv_fs_t close{};
                     if (descriptor >= 0) uv_fs_close(nullptr, &close, descriptor, nullptr);
                   }),
        "open");
  static_cast<void>(open.release());  // the callback's
}

}  // namespace example
