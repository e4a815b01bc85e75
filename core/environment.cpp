#include "core/environment.h"

namespace uvscope::core {
namespace {

// The one global of core: Node's API asks for "the current" ids without naming an environment.
thread_local constinit Environment* current_environment = nullptr;

}  // namespace

Environment* currentEnvironment() {
  return current_environment;
}

void setCurrentEnvironment(Environment* environment) {
  current_environment = environment;
}

}  // namespace uvscope::core
