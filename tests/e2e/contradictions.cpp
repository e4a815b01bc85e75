// contradictions FILE…: what in sessions contradicts the rules of tests/testing/protocol.h, a line
// each. Status 1 when there is anything.
#include <cstdio>
#include <exception>

#include "tests/e2e/session_facts.h"

namespace {

// How many there are.
std::size_t print(const char* path) {
  const auto found = uvscope::e2e::SessionFacts(path).contradictions();
  for (const std::string& line : found)
    std::printf("%s: %s\n", path, line.c_str());
  return found.size();
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t found = 0;
  try {
    for (int i = 1; i < argc; ++i)
      found += print(argv[i]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "contradictions: %s\n", error.what());
    return 2;
  }
  return found == 0 ? 0 : 1;
}
