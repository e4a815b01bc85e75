// A key derived from a password in the thread pool. What is derived is of no account here: it is
// some work for another thread.
#include <functional>
#include <memory>

#include "tests/oracle/handles.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

struct Derivation {
  uv_work_t request;
  std::string password;
  std::string salt;
  std::size_t key;
};

void derive(uv_work_t* request) {
  auto& derivation = *static_cast<Derivation*>(request->data);
  derivation.key = std::hash<std::string>{}(derivation.password + derivation.salt);
}

void onDerived(uv_work_t* request, int /*status*/) {
  const std::unique_ptr<Derivation> own(static_cast<Derivation*>(request->data));
  ctx("pbkdf2");
}

}  // namespace

UVSCOPE_SCENARIO(prov_pbkdf2) {
  start();
  auto* const derivation = new Derivation{{}, "password", "salt", 0};
  derivation->request.data = derivation;
  check(uv_queue_work(uv_default_loop(), &derivation->request, derive, onDerived), "uv_queue_work");
}

}  // namespace uvscope::oracle
