// A UDP socket made and closed: init and destroy only.
#include "tests/oracle/dgram.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_udp_close) {
  start();
  UdpSocket::create().close([] { ctx("closed"); });
}

}  // namespace uvscope::oracle
