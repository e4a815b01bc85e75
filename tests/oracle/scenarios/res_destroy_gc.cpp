// The end of an AsyncResource: destroy is emitted, unless it requires that by hand; one destroyed
// by hand is not destroyed again; one made while no destroy hook is enabled is not tracked;
// promises are. What Node's program loses to the garbage collector is let go here when that one
// runs.
#include <any>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

struct Program {
  std::map<AsyncId, std::string> names;
  std::vector<std::any> lost;

  AsyncResource& lose(const std::string& name, AsyncResourceOptions options = {}) {
    const auto resource = std::make_shared<AsyncResource>("A", options);
    names[resource->asyncId()] = name;
    lost.emplace_back(resource);
    return *resource;
  }

  void collect() { lost.clear(); }
};

constexpr AsyncResourceOptions kManual{.require_manual_destroy = true};

void traceNamed(Program& program) {
  kept<AsyncHook>(
      createHook({
          .init =
              [&program](AsyncId of, std::string_view type, AsyncId, const ResourceObject&) {
                if (type == "PROMISE") program.names[of] = "promise";
              },
          .destroy =
              [&program](AsyncId of) {
                const auto named = program.names.find(of);
                if (named != program.names.end()) note("destroy: " + named->second);
              },
      }))
      .enable();
}

void collectPromise(Program& program, const AsyncResource& held) {
  program.lost.emplace_back(Promise<>([](auto, auto) {}));
  setImmediate([&program, &held] {
    program.collect();
    setImmediate(
        [&held] { note(std::string("end ") + (held.asyncId() > kNativeId ? "true" : "false")); });
  });
}

}  // namespace

UVSCOPE_SCENARIO(res_destroy_gc) {
  auto& program = kept<Program>();
  program.lose("made before any destroy hook");
  traceNamed(program);
  program.lose("lost");
  program.lose("lost, requireManualDestroy", kManual);
  program.lose("destroyed by hand").emitDestroy();
  program.lose("destroyed by hand, requireManualDestroy", kManual).emitDestroy();
  auto& held = kept<AsyncResource>("A");
  program.names[held.asyncId()] = "kept";
  setImmediate([&program, &held] {
    note("turn 2");
    setImmediate([&program, &held] {
      program.collect();
      note("gc");
      setImmediate([&program, &held] {
        note("turn 4");
        collectPromise(program, held);
      });
    });
  });
}

}  // namespace uvscope::oracle
