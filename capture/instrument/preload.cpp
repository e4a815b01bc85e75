// Runs when the library is loaded: early, before the program drops rights or enters a sandbox in
// which it could not make its arena any more.
#include <dlfcn.h>

#include "capture/recorder/attachment.h"
#include "capture/recorder/sender_ring.h"

namespace uvscope::capture {
namespace {

// A program that links libuvscope.so records itself.
bool recordsItself() {
  return dlsym(RTLD_DEFAULT, "uvscope_version") != nullptr;
}

[[gnu::constructor]] void attachAtLoad() {
  if (recordsItself()) {
    attachment::stop();
  } else {
    prepareSenderRings();
    attachment::attach();
  }
}

}  // namespace
}  // namespace uvscope::capture
