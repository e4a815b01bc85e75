// ring_dump DIRECTORY: prints the arenas in it, for looking at a recording without the host.
#include <cstdio>

#include "tests/testing/ring_dump.h"

using uvscope::testing::DumpedArena;
using uvscope::testing::DumpedRecord;
using uvscope::testing::DumpedRing;

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: ring_dump DIRECTORY\n", stderr);
    return 2;
  }
  for (const DumpedArena& arena : uvscope::testing::dumpArenas(argv[1])) {
    std::printf("# %s pid %d %s\n", arena.name.c_str(), arena.pid, arena.executable.c_str());
    for (const DumpedRing& ring : arena.rings) {
      std::printf("## ring %u generation %u thread %d %s, %zu records, %llu dropped\n", ring.index,
                  ring.generation, ring.thread_id, ring.thread_name.c_str(), ring.records.size(),
                  static_cast<unsigned long long>(ring.dropped));
      for (const DumpedRecord& record : ring.records) {
        std::puts(uvscope::testing::describe(record).c_str());
      }
    }
  }
  return 0;
}
