// The documents' example of executionAsyncResource() as storage, in an HTTP server with two
// requests at a time. Of HTTP it understands what it needs.
#include <functional>
#include <memory>

#include "tests/oracle/net.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

namespace {

const PropertyKey<std::string> kState;

// "/1" of "GET /1 HTTP/1.1 …"
std::string pathOf(std::string_view request) {
  const auto begin = request.find(' ') + 1;
  return std::string(request.substr(begin, request.find(' ', begin) - begin));
}

// What follows the empty line.
std::string bodyOf(const std::string& response) {
  return response.substr(response.find("\r\n\r\n") + 4);
}

void answer(const std::shared_ptr<Socket>& socket) {
  const std::string body = R"({"state":")" + executionAsyncResource()[kState] + R"("})";
  socket->write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body);
  socket->end();
}

void serve(Server& /*server*/, const SocketPtr& socket) {
  socket->onData([peer = socket.get()](std::string_view request) {
    const std::string path = pathOf(request);
    executionAsyncResource()[kState] = path;
    setTimeout([socket = peer->shared_from_this()] { answer(socket); },
               path == "/1" ? 150ms : 10ms);
  });
}

void request(int port, const std::string& path, const std::function<void(std::string body)>& done) {
  const auto response = std::make_shared<std::string>();
  const SocketPtr client = Socket::connect(port);
  client->onConnect([peer = client.get(), path] {
    peer->write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  });
  client->onData([response](std::string_view data) { *response += data; });
  client->onEnd([response, done] { done(bodyOf(*response)); });
}

}  // namespace

UVSCOPE_SCENARIO(doc_exec_resource_http) {
  HookCallbacks callbacks;
  callbacks.init = [](AsyncId, std::string_view, AsyncId, const ResourceObject& resource) {
    if (const auto* const state = executionAsyncResource().find(kState))
      resource.set(kState, *state);
  };
  static AsyncHook hook = createHook(std::move(callbacks)).enable();
  Server& server = Server::create(serve);
  server.listen(0, [&server] {
    const auto left = std::make_shared<int>(2);
    for (const std::string path : {"/1", "/2"}) {
      request(server.port(), path, [&server, left, path](const std::string& body) {
        note(std::string("request ").append(path).append(" got ").append(body));
        if (--*left == 0) server.close();
      });
    }
  });
}

}  // namespace uvscope::oracle
