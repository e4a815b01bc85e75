// AsyncLocalStorage::run: nothing outside, the store inside, arguments and return value passed on,
// restored after; any value is a store; run makes no resource.
#include <cstddef>
#include <string>
#include <variant>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

struct Object {
  int n;
};

struct Undefined {};

using Value = std::variant<Undefined, std::nullptr_t, bool, int, std::string, Object>;

// As JSON.stringify has it.
struct Json {
  std::string operator()(Undefined) const { return "undefined"; }

  std::string operator()(std::nullptr_t) const { return "null"; }

  std::string operator()(bool value) const { return value ? "true" : "false"; }

  std::string operator()(int value) const { return std::to_string(value); }

  std::string operator()(const std::string& value) const { return '"' + value + '"'; }

  std::string operator()(const Object& value) const {
    return "{\"n\":" + std::to_string(value.n) + '}';
  }
};

AsyncLocalStorage<Value> als;

std::string store() {
  const Value* const value = als.getStore();
  return value != nullptr ? std::visit(Json(), *value) : "undefined";
}

}  // namespace

UVSCOPE_SCENARIO(als_run) {
  start();
  note("before " + store());
  const ResourceObject outer = executionAsyncResource();
  const int returned = als.run(
      Object{1},
      [&outer](int a, int b) {
        const bool same = executionAsyncResource() == outer;
        note("inside " + store() + " args=" + std::to_string(a) + ',' + std::to_string(b) +
             " executionAsyncId=" + id(executionAsyncId()) +
             " same resource as outside=" + (same ? "true" : "false"));
        return a + b;
      },
      3, 4);
  note("returned " + std::to_string(returned) + " after " + store());
  for (const Value& value : {Value(0), Value(""), Value(nullptr), Value(false), Value(Undefined()),
                             Value("text"), Value(7)}) {
    als.run(value,
            [&value] { note("store " + std::visit(Json(), value) + " getStore " + store()); });
  }
  note("end " + store());
}

}  // namespace uvscope::oracle
