// Runs when the library is loaded: early, before the program drops rights or enters a sandbox in
// which it could not make its arena any more.
#include "capture/recorder/attachment.h"

namespace {

[[gnu::constructor]] void attachAtLoad() {
  uvscope::capture::attachment::attach();
}

}  // namespace
