// The same with the documents' console.log(): the first one makes the streams.
#include <unistd.h>

#include "tests/oracle/console.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(doc_listen_console) {
  start();
  Server& server = Server::create([](Server&, const SocketPtr&) {});
  server.listen(0, [&server] {
    setTimeout(
        [&server] {
          Console::onPipes(STDOUT_FILENO, STDERR_FILENO).log(">>> " + id(executionAsyncId()));
          server.close();
        },
        80ms);
  });
}

}  // namespace uvscope::oracle
