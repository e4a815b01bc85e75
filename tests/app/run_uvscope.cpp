#include "tests/app/run_uvscope.h"

#include <utility>

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

std::string printed(std::vector<std::string> words) {
  const Outcome outcome = runUvscope(std::move(words));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  return outcome.out;
}

}  // namespace uvscope::testing
