#include "core/execution_stack.h"

#include <algorithm>

namespace uvscope::core {

void ExecutionStack::grow() {
  const auto size = static_cast<std::size_t>(end_ - frames_.get());
  auto larger = std::make_unique<Frame[]>(2 * size);  // NOLINT(modernize-avoid-c-arrays)
  std::copy(frames_.get(), end_, larger.get());
  top_ = &larger[size];
  end_ = &larger[2 * size];
  frames_ = std::move(larger);
}

}  // namespace uvscope::core
