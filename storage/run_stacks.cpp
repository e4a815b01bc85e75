#include "storage/run_stacks.h"

namespace uvscope::storage {

void RunStacks::select(core::ContextId context) {
  current_ = &stacks_[context];
  current_context_ = context;
}

const RunStacks::Stack& RunStacks::stack(core::ContextId context) {
  return of(context);
}

}  // namespace uvscope::storage
