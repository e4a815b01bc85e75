// Callbacks may be inherited; they are read once, by createHook.
#include <string>
#include <string_view>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

struct Base {
  void init(AsyncId of, std::string_view type, AsyncId /*trigger*/,
            const ResourceObject& /*resource*/) {
    line("base init " + id(of) + ' ' + std::string(type));
  }

  void destroy(AsyncId of) { line("base destroy " + id(of)); }
};

struct Added : Base {
  void before(AsyncId of) {
    line(replaced ? "never: read by createHook already" : "added before " + id(of));
  }

  void after(AsyncId of) { line("added after " + id(of)); }

  bool replaced = false;
};

}  // namespace

UVSCOPE_SCENARIO(hook_inherited) {
  Added added;
  kept<AsyncHook>(createHook(added)).enable();
  added.replaced = true;
  setImmediate([] { note("immediate"); });
}

}  // namespace uvscope::oracle
