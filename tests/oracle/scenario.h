// A scenario: the C++ program beside expected/NAME.expected, named after it.
#pragma once

#include <string>
#include <vector>

#include "tests/oracle/trace.h"

namespace uvscope::oracle {

using Arguments = std::vector<std::string>;  // empty, unless it is a child of itself

struct Scenario {
  Scenario(std::string name, void (*main_program)(const Arguments&));
};

// UVSCOPE_SCENARIO(doc_fs_open) { … }: what it starts runs when it has returned, as in a script.
#define UVSCOPE_SCENARIO(name)                                            \
  static void name(const ::uvscope::oracle::Arguments& arguments);        \
  static const ::uvscope::oracle::Scenario kScenario_##name(#name, name); \
  static void name([[maybe_unused]] const ::uvscope::oracle::Arguments& arguments)

}  // namespace uvscope::oracle
