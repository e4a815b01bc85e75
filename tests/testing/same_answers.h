// Whether two sessions answer alike, whatever they are asked.
#pragma once

#include <cstdint>
#include <string>

#include "storage/session.h"

namespace uvscope::testing {

struct Questions {
  std::uint64_t seed = 1;
  int rounds = 30;       // of questions at random
  bool overview = true;  // of small chunks it is coarser
};

// Empty, or what the first difference is. `wanted` is asked last.
std::string firstDifference(storage::Session& got, storage::Session& wanted,
                            const Questions& questions = {});

}  // namespace uvscope::testing
