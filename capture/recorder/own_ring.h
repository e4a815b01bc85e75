// A ring that a thread has taken.
#pragma once

#include "capture/recorder/home.h"
#include "capture/recorder/ring_writer.h"

namespace uvscope::capture {

struct OwnRing {
  RingWriter writer;
  Home home;
};

}  // namespace uvscope::capture
