#include "tests/oracle/dns.h"

#include <array>
#include <memory>
#include <utility>

#include <netdb.h>
#include <uv.h>
#include <uvscope/async_hooks.h>

#include "tests/oracle/handles.h"

namespace uvscope::oracle {
namespace {

struct Query {
  uv_getaddrinfo_t request;
  Found found;
};

void onAddresses(uv_getaddrinfo_t* request, int status, addrinfo* result) {
  const std::unique_ptr<Query> query(static_cast<Query*>(request->data));
  std::array<char, INET_ADDRSTRLEN> address{};
  if (status == 0) {
    uv_ip4_name(reinterpret_cast<const sockaddr_in*>(result->ai_addr), address.data(),
                address.size());
  }
  uv_freeaddrinfo(result);
  query->found(address.data());
}

}  // namespace

bool isAddress(const std::string& host) {
  in_addr ignored;
  return uv_inet_pton(AF_INET, host.c_str(), &ignored) == 0;
}

void lookup(const std::string& host, Found found) {
  if (isAddress(host)) {
    nextTick([host, found = std::move(found)] { found(host); });
    return;
  }
  auto query = std::make_unique<Query>(Query{{}, std::move(found)});
  query->request.data = query.get();
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  check(uv_getaddrinfo(uv_default_loop(), &query->request, onAddresses, host.c_str(), nullptr,
                       &hints),
        "uv_getaddrinfo");
  (void)query.release();  // NOLINT(bugprone-unused-return-value): its callback's
}

}  // namespace uvscope::oracle
