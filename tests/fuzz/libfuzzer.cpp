// The entry as libFuzzer calls it.
#include "tests/fuzz/entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,  // NOLINT: libFuzzer's name
                                      std::size_t size) {
  return uvscope::fuzz::run({data, size});
}
