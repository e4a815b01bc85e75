#include "core/errors.h"

namespace uvscope::core {

using Kind = AsyncHooksError::Kind;

std::string_view AsyncHooksError::name() const {
  switch (kind_) {
    case Kind::Error:
      return "Error";
    case Kind::TypeError:
      return "TypeError";
    case Kind::RangeError:
      return "RangeError";
  }
  return {};
}

void throwInvalidArgument(const std::string& message) {
  throw AsyncHooksError(Kind::TypeError, "ERR_INVALID_ARG_TYPE", message);
}

void throwInvalidType() {
  throw AsyncHooksError(Kind::TypeError, "ERR_ASYNC_TYPE", "Invalid name for async \"type\": ");
}

void throwInvalidTrigger(std::int64_t trigger) {
  throw AsyncHooksError(Kind::RangeError, "ERR_INVALID_ASYNC_ID",
                        "Invalid triggerAsyncId value: " + std::to_string(trigger));
}

void throwWrongThread(std::string_view what) {
  throw AsyncHooksError(Kind::Error, "ERR_UVSCOPE_WRONG_THREAD",
                        std::string(what) + " was made by another thread and belongs to it");
}

void throwNoEnvironment() {
  throw AsyncHooksError(Kind::Error, "ERR_UVSCOPE_NO_ENVIRONMENT",
                        "this thread has no uvscope environment");
}

void throwNoLoop(std::string_view what) {
  throw AsyncHooksError(Kind::Error, "ERR_UVSCOPE_NO_LOOP",
                        std::string(what) +
                            ": this thread has no event loop; name one with useLoop(loop) or call "
                            "it inside uv_run");
}

}  // namespace uvscope::core
