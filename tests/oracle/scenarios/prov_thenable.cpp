// A promise resolved with an object that has then(resolve): it is called in a job of its own.
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

struct Thenable {
  template <class Resolve>
  void then(Resolve resolve) const {
    ctx("thenable.then");
    setImmediate([resolve] { resolve(std::string("v")); });
  }
};

}  // namespace

UVSCOPE_SCENARIO(prov_thenable) {
  start();
  Promise<std::string>::resolve(Thenable{}).then([](const std::string& value) {
    ctx("then " + value);
  });
}

}  // namespace uvscope::oracle
