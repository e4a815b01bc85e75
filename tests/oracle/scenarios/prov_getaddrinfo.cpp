// The lookup of a name is a request, that of an address a tick.
#include "tests/oracle/dns.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_getaddrinfo) {
  start();
  lookup("localhost", [](const std::string& address) {
    ctx("lookup " + address);
    lookup("127.0.0.1", [](const std::string& same) { ctx("lookup of an address " + same); });
  });
}

}  // namespace uvscope::oracle
