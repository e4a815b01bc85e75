// Work for the thread pool with functions as callbacks, on uv_default_loop().
#pragma once

#include <cstddef>
#include <functional>

namespace uvscope::oracle {

void randomBytes(std::size_t count, std::function<void()> done);

// `work` on the thread pool, then `done` here.
void queueWork(std::function<void()> work, std::function<void()> done);

}  // namespace uvscope::oracle
