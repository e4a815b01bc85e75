// What the API throws where Node's throws.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace uvscope::core {

// A wrong use of the API. `code` is one that Node's documentation lists, or starts with
// ERR_UVSCOPE_ where Node has no such case.
class AsyncHooksError : public std::logic_error {
 public:
  enum class Kind { Error, TypeError, RangeError };

  AsyncHooksError(Kind kind, std::string_view code, const std::string& message)
      : std::logic_error(message), kind_(kind), code_(code) {}

  [[nodiscard]] Kind kind() const { return kind_; }

  // "Error", "TypeError" or "RangeError".
  [[nodiscard]] std::string_view name() const;

  [[nodiscard]] std::string_view code() const { return code_; }

 private:
  Kind kind_;
  std::string_view code_;  // a literal
};

// Each throws. The first three codes are Node's.
[[noreturn]] void throwInvalidArgument(const std::string& message);
[[noreturn]] void throwInvalidType();
[[noreturn]] void throwInvalidTrigger(std::int64_t trigger);

// An empty std::function, a null pointer: ERR_INVALID_ARG_TYPE (rule 63). `what` names the call.
template <class Callback>
void requireCallable(const Callback& callback, std::string_view what) {
  if constexpr (!std::is_function_v<Callback> && requires { callback == nullptr; }) {
    if (callback == nullptr) {
      throwInvalidArgument(std::string(what) + ": the callback must be a function");
    }
  }
}

// `what` belongs to another thread.
[[noreturn]] void throwWrongThread(std::string_view what);
// Nobody has made an environment for this thread.
[[noreturn]] void throwNoEnvironment();
// `what` needs an event loop and the thread has none.
[[noreturn]] void throwNoLoop(std::string_view what);

}  // namespace uvscope::core
