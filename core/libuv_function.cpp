#include "core/libuv_function.h"

namespace uvscope::core {

std::string_view libuvFunctionName(LibuvFunction function) {
  switch (function) {
    case LibuvFunction::none:
      return {};
#define UVSCOPE_X(number, name)  \
  case LibuvFunction::uv_##name: \
    return "uv_" #name;
      UVSCOPE_LIBUV_FUNCTIONS(UVSCOPE_X)
#undef UVSCOPE_X
  }
  return {};
}

}  // namespace uvscope::core
