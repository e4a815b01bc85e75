// Runs a program to its end, as a test's subject.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace uvscope::testing {

struct Outcome {
  std::string output;  // standard output
  std::string errors;  // standard error
  int status = -1;     // as of waitpid
  std::chrono::milliseconds took{};
};

// `environment` is added to that of the test. Dies if the program cannot be started.
Outcome runProgram(const std::vector<std::string>& command,
                   const std::vector<std::pair<std::string, std::string>>& environment);

// A directory that is removed, with its files, at the end.
class ScratchDir {
 public:
  ScratchDir();
  ~ScratchDir();
  ScratchDir(const ScratchDir&) = delete;
  ScratchDir& operator=(const ScratchDir&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace uvscope::testing
