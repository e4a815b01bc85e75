// Sessions that several tests draw on.
#pragma once

namespace uvscope::ui::testing {

// A server accepts a connection (made by the loop because of the server), reads from it and writes;
// the connection is never closed, the timer is.
inline constexpr const char* kServer = R"(
  init 2 TCPSERVERWRAP trigger=1 exec=1 detail=127.0.0.1:8080
  init 3 TIMERWRAP trigger=1 exec=1
  init 4 TCPWRAP trigger=2 exec=0 detail=127.0.0.1:51322
  before 2 connection
    init 5 TIMERWRAP trigger=4 exec=2
  after 2
  before 4 read value=64
    init 6 WRITEWRAP trigger=4 exec=4
    before 6 callback
      init 7 WRITEWRAP trigger=6 exec=6
    after 6
    destroy 6
  after 4
  before 3 callback
  after 3
  closing 3
  destroy 3
)";

}  // namespace uvscope::ui::testing
