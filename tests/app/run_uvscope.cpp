#include "tests/app/run_uvscope.h"

#include <gtest/gtest.h>

#include "app/cli/command_line.h"

namespace uvscope::testing {

Outcome runUvscope(std::vector<std::string> words) {
  words.insert(words.begin(), "uvscope");
  std::vector<char*> arguments;
  for (std::string& word : words)
    arguments.push_back(word.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Outcome outcome;
  outcome.status = app::runCommandLine(static_cast<int>(arguments.size()), arguments.data());
  outcome.out = ::testing::internal::GetCapturedStdout();
  outcome.err = ::testing::internal::GetCapturedStderr();
  return outcome;
}

}  // namespace uvscope::testing
