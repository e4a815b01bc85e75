#include "tests/bench/unread_session.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "capture/recorder/attachment.h"
#include "capture/recorder/thread_context.h"

namespace uvscope::bench {

using namespace capture;  // NOLINT(google-build-using-namespace)

namespace {

bool recording = false;

}  // namespace

bool attachToNobody() {
  std::string directory = "/dev/shm/uvscope-bench-XXXXXX";
  if (mkdtemp(directory.data()) == nullptr) return false;
  setenv(kSessionDirVariable, directory.c_str(), 1);
  const bool attached = attachment::attach();
  std::filesystem::remove_all(directory);  // the mapping stays
  recording = attached;
  return attached;
}

void drain() {
  const ThreadContext* const context = threadContext();
  if (context == nullptr) {
    if (!recording) return;
    std::fputs("the ring was full between two drainings\n", stderr);
    std::exit(1);
  }
  const std::uint32_t index = context->recorder.home().ring;
  const RingShape shape = attachment::arena().shape(index);
  RingHeader& ring = attachment::arena().ring(index);
  std::uint64_t tail = ring.tail.load(std::memory_order_relaxed);
  const RingRecord* const records = attachment::arena().records(index);
  const auto head = [&] { return records[shape.slot(tail)].head.load(std::memory_order_relaxed); };
  while (markIn(head()) == shape.mark(tail))
    ++tail;
  ring.tail.store(tail, std::memory_order_release);
}

}  // namespace uvscope::bench
