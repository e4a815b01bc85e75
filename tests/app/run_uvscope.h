// The command line in this process: what it prints and what it returns.
#pragma once

#include <string>
#include <vector>

namespace uvscope::testing {

struct Outcome {
  int status = -1;
  std::string out, err;
};

// `uvscope WORD…`
Outcome runUvscope(std::vector<std::string> words);

// What it prints where nothing is to complain of.
std::string printed(std::vector<std::string> words);

}  // namespace uvscope::testing
