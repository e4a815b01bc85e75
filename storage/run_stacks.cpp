#include "storage/run_stacks.h"

namespace uvscope::storage {

void RunStacks::select(core::ContextId context) {
  current_ = &stacks_[context];
  current_context_ = context;
}

const RunStacks::Stack& RunStacks::stack(core::ContextId context) {
  return of(context);
}

bool RunStacks::isOpen(core::ContextId context, core::AsyncId id) {
  const Stack& open = of(context);
  return find(open, id) != open.size();
}

}  // namespace uvscope::storage
