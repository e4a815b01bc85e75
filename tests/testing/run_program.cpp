#include "tests/testing/run_program.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace uvscope::testing {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void redirect(int descriptor, const std::string& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(file, descriptor);
  close(file);
}

[[noreturn]] void execute(const std::vector<std::string>& command,
                          const std::vector<std::pair<std::string, std::string>>& environment,
                          const std::string& output, const std::string& errors) {
  // NOLINTBEGIN(concurrency-mt-unsafe): a freshly forked child
  for (const auto& [name, value] : environment)
    setenv(name.c_str(), value.c_str(), 1);
  redirect(STDOUT_FILENO, output);
  redirect(STDERR_FILENO, errors);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  std::perror(arguments[0]);
  _exit(127);
  // NOLINTEND(concurrency-mt-unsafe)
}

}  // namespace

Outcome runProgram(const std::vector<std::string>& command,
                   const std::vector<std::pair<std::string, std::string>>& environment) {
  const ScratchDir scratch;
  const std::string output = scratch.path() / "output";
  const std::string errors = scratch.path() / "errors";
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child < 0) std::abort();
  if (child == 0) execute(command, environment, output, errors);
  Outcome outcome;
  waitpid(child, &outcome.status, 0);
  outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  outcome.output = contents(output);
  outcome.errors = contents(errors);
  return outcome;
}

ScratchDir::ScratchDir() {
  std::string pattern = "/tmp/uvscope-test-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  path_ = pattern;
}

ScratchDir::~ScratchDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace uvscope::testing
