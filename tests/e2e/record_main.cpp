// The command record by itself, for tests: record_main [-o FILE] [--force] [--workload] -- WORD…,
// and run-workload, which it starts itself by.
#include <cstdio>
#include <string>
#include <vector>

#include "app/commands/record.h"
#include "app/commands/workloads.h"

namespace {

using uvscope::core::Result;

Result<int> run(const std::vector<std::string>& words) {
  if (!words.empty() && words[0] == "run-workload") {
    return uvscope::app::runWorkload(words.at(1), {words.begin() + 2, words.end()});
  }
  uvscope::app::RecordOptions options;
  std::size_t i = 0;
  for (; i < words.size() && words[i] != "--"; ++i) {
    if (words[i] == "-o") {
      options.output = words.at(++i);
    } else if (words[i] == "--force") {
      options.force = true;
    } else if (words[i] == "--quiet") {
      options.quiet = true;
    } else if (words[i] == "--workload") {
      options.workload = true;
    }
  }
  if (i < words.size())
    options.command.assign(words.begin() + static_cast<long>(i) + 1, words.end());
  return uvscope::app::runRecord(options);
}

}  // namespace

int main(int argc, char** argv) {
  const auto status = run({argv + 1, argv + argc});
  if (status) return *status;
  std::fprintf(stderr, "uvscope: %s\n", status.error().message.c_str());
  return 2;
}
