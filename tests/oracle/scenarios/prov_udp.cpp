// A UDP socket: init when it is made, before and after for each message; what is sent at once makes
// no request.
#include "tests/oracle/dgram.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_udp) {
  start();
  UdpSocket& socket = UdpSocket::create();
  note("created");
  socket.onListening([] { ctx("listening"); });
  socket.onMessage([&socket](std::string_view message) {
    ctx("message " + std::string(message));
    socket.close([] { ctx("closed"); });
  });
  socket.bind(0, "127.0.0.1",
              [&socket] { socket.send("hello", socket.port(), "127.0.0.1", [] { ctx("sent"); }); });
}

}  // namespace uvscope::oracle
