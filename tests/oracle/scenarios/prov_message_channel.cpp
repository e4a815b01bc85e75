// Two ports: before and after of the one that receives, which then closes.
#include "tests/oracle/message_port.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_message_channel) {
  start();
  const auto [one, other] = MessagePort::channel(uv_default_loop(), uv_default_loop());
  note("made");
  MessagePort& receiver = other;
  receiver.onMessage([&receiver](const std::string& message) {
    ctx("message " + message);
    receiver.close();
  });
  receiver.onClose([] { ctx("port2 close"); });
  one.onClose([] { ctx("port1 close"); });
  one.post("hi");
}

}  // namespace uvscope::oracle
