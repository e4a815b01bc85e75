// oracle_scenarios NAME [ARGUMENT…]: runs one scenario and prints its trace. Without a name it
// lists them.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

using MainProgram = void (*)(const Arguments&);

std::map<std::string, MainProgram>& scenarios() {
  static std::map<std::string, MainProgram> scenarios;
  return scenarios;
}

}  // namespace

Scenario::Scenario(std::string name, MainProgram main_program) {
  scenarios().emplace(std::move(name), main_program);
}

}  // namespace uvscope::oracle

int main(int argc, char** argv) {
  using namespace uvscope::oracle;  // NOLINT(google-build-using-namespace)
  if (argc < 2) {
    for (const auto& [name, main_program] : scenarios())
      std::puts(name.c_str());
    return 0;
  }
  const auto found = scenarios().find(argv[1]);
  if (found == scenarios().end()) {
    std::fprintf(stderr, "no scenario is named %s\n", argv[1]);
    return 2;
  }
  setenv("UVSCOPE_SCENARIO", argv[1], 1);  // NOLINT(concurrency-mt-unsafe): no thread yet
  const Arguments arguments(argv + 2, argv + argc);
  return uvscope::run([&] { found->second(arguments); });
}
