// One store through every kind of continuation: tick, microtask, promise, await, timer, interval,
// immediate, file requests, a promise of one, thread pool. Each function starts the one above it.
#include <cstdint>
#include <memory>
#include <string>

#include "tests/oracle/fs_calls.h"
#include "tests/oracle/kept.h"
#include "tests/oracle/pool_calls.h"
#include "tests/oracle/scenario.h"
#include "tests/oracle/store_text.h"

namespace uvscope::oracle {
namespace {

using namespace std::chrono_literals;

AsyncLocalStorage<std::string> als;

void show(const std::string& where) {
  note(where + " store=" + storeText(als));
}

struct Thenable {
  template <class Resolve>
  void then(Resolve resolve) {
    show("then method of a thenable");
    setImmediate(resolve);
  }
};

void thenable() {
  Promise<>::resolve(Thenable()).then([] { show("after the thenable"); });
}

void interval() {
  auto& timeout = kept<Timeout>();
  timeout = setInterval(
      [&timeout, n = 0]() mutable {
        show("interval " + std::to_string(++n));
        if (n == 2) {
          clearInterval(timeout);
          thenable();
        }
      },
      5ms);
}

// Something that takes a thread a while, as deriving a key does.
std::uint64_t derive(const std::string& password) {
  std::uint64_t key = 14'695'981'039'346'656'037U;
  for (int round = 0; round < 1000; ++round) {
    for (const char each : password)
      key = (key ^ static_cast<unsigned char>(each)) * 1'099'511'628'211U;
  }
  return key;
}

void pool() {
  randomBytes(4, [] {
    show("randomBytes");
    const auto key = std::make_shared<std::uint64_t>();
    queueWork([key] { *key = derive("p"); },
              [key] {
                show("pbkdf2");
                interval();
              });
  });
}

void files() {
  fs::readFile(fs::readablePath(), [] {
    show("readFile");
    fs::promises::stat(fs::readablePath()).then([] {
      show("fs.promises");
      pool();
    });
  });
}

Promise<> awaits() {
  co_await nullptr;
  show("await 1");
  co_await Promise<>([](auto resolve, auto) { setImmediate(resolve); });
  show("await 2");
  setTimeout(
      [] {
        show("timeout");
        setImmediate([] {
          show("immediate");
          files();
        });
      },
      5ms);
}

}  // namespace

UVSCOPE_SCENARIO(als_propagation) {
  als.run("S", [] {
    nextTick([] {
      show("nextTick");
      queueMicrotask([] {
        show("queueMicrotask");
        Promise<>::resolve().then([] {
          show("then");
          awaits();
        });
      });
    });
  });
  show("main");
}

}  // namespace uvscope::oracle
