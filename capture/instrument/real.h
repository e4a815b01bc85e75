// Calling the real libuv. This library does not link it: preloaded into a shell that starts the
// real program it must bring nothing in.
#pragma once

#include <atomic>
#include <type_traits>

#include <uv.h>

#include "capture/instrument/functions.h"
#include "capture/instrument/internal.h"
#include "core/libuv_function.h"

namespace uvscope::capture {

// Looks `name` up behind this library, then in a libuv that was loaded with local scope, then in
// the object that contains `caller`. Null when nobody has loaded a libuv yet.
void* findReal(const char* name, void* caller);

template <auto* kFunction>
struct FunctionName;

#define UVSCOPE_X(name)                         \
  template <>                                   \
  struct FunctionName<&::name> {                \
    static constexpr const char* value = #name; \
  };
UVSCOPE_INTERPOSED(UVSCOPE_X)
UVSCOPE_USED(UVSCOPE_X)
#undef UVSCOPE_X
#define UVSCOPE_X(operation, subject, parameters, ...)        \
  template <>                                                 \
  struct FunctionName<&::uv_fs_##operation> {                 \
    static constexpr const char* value = "uv_fs_" #operation; \
  };
UVSCOPE_FILE_OPERATIONS(UVSCOPE_X)
#undef UVSCOPE_X

// The number by which events name `kFunction`.
template <auto* kFunction>
inline constexpr auto kFunctionNumber = core::LibuvFunction::none;

#define UVSCOPE_X(number, name) \
  template <>                   \
  inline constexpr auto kFunctionNumber<&::uv_##name> = core::LibuvFunction::uv_##name;
UVSCOPE_LIBUV_FUNCTIONS(UVSCOPE_X)
#undef UVSCOPE_X

template <auto* kFunction>
using FunctionOf = std::remove_pointer_t<decltype(kFunction)>;

// The real `kFunction`; null until a call has found it.
template <auto* kFunction>
inline constinit std::atomic<FunctionOf<kFunction>*> found_function = nullptr;

// The first call of the real function, and those for as long as there is none.
template <auto* kFunction, class... Arguments>
[[gnu::cold, gnu::noinline]] auto callFirst(void* caller, Arguments... arguments) {
  auto* const function =
      reinterpret_cast<FunctionOf<kFunction>*>(findReal(FunctionName<kFunction>::value, caller));
  found_function<kFunction>.store(function, std::memory_order_relaxed);
  using Returned = decltype(function(arguments...));
  if (function != nullptr) return function(arguments...);
  if constexpr (std::is_same_v<Returned, int>) {
    return Returned{UV_ENOSYS};
  } else {
    return Returned();
  }
}

// Calls the real function. Without one: UV_ENOSYS, zero, a null pointer or nothing, by return
// type.
template <auto* kFunction, class... Arguments>
[[gnu::always_inline]] inline auto callPlain(Arguments... arguments) {
  auto* const function = found_function<kFunction>.load(std::memory_order_relaxed);
  if (function == nullptr) [[unlikely]] {
    return callFirst<kFunction>(__builtin_return_address(0), arguments...);
  }
  return function(arguments...);
}

// The same for functions that run no callback of the program.
template <auto* kFunction, class... Arguments>
[[gnu::always_inline]] inline auto callReal(Arguments... arguments) {
  const InLibuv in_libuv;
  return callPlain<kFunction>(arguments...);
}

}  // namespace uvscope::capture
