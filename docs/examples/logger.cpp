// Documentation, "Class: AsyncLocalStorage": a logger that gives each request an id, which
// everything done for that request finds.
#include <string>

#include <uvscope/async_hooks.h>

#include "support/print.h"
#include "support/tcp.h"

using example::print;
using example::Server;
using example::Socket;
using namespace uvscope;
using namespace std::chrono_literals;

namespace {

// A global, as a thread_local would be: each thread and each request sees its own value.
AsyncLocalStorage<int> request_id;

void logWithId(const std::string& message) {
  if (const int* const id = request_id.getStore()) {
    print(*id, ": ", message);
  } else {
    print("-: ", message);
  }
}

}  // namespace

int main() {
  int next_id = 0;
  int answered = 0;
  Server server([&](const std::shared_ptr<Socket>& request) {
    request_id.run(next_id++, [&] {
      logWithId("start");
      // Imagine any chain of asynchronous operations here.
      setTimeout(
          [&, request] {
            logWithId("finish");
            request->end();
            if (++answered == 2) server.close();
          },
          20ms);
    });
  });
  return run([&server] {
    server.listen();
    Socket::connect(server.port());
    Socket::connect(server.port());
    logWithId("listening");
  });
}
