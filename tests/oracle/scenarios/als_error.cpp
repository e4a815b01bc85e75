// An exception thrown inside run(): thrown on by run(), the store is gone after, and what was
// started inside keeps it; a handler of uncaught exceptions sees the failing callback's store.
#include <exception>
#include <stdexcept>
#include <string>

#include "tests/oracle/message_of.h"
#include "tests/oracle/scenario.h"
#include "tests/oracle/store_text.h"

namespace uvscope::oracle {
namespace {

using namespace std::chrono_literals;

AsyncLocalStorage<std::string> als;

}  // namespace

UVSCOPE_SCENARIO(als_error) {
  start();
  onUncaughtException([](const std::exception_ptr& error) {
    ctx("uncaughtException " + messageOf(error) + " store " + storeText(als));
  });
  try {
    als.run("S", [] {
      setTimeout(
          [] {
            note("timeout store " + storeText(als));
            throw std::runtime_error("in timeout");
          },
          10ms);
      throw std::runtime_error("in run");
    });
  } catch (const std::exception& e) {
    note(std::string("caught ") + e.what() + " store " + storeText(als));
  }
  setTimeout([] { note("plain timeout later store " + storeText(als)); }, 150ms);
}

}  // namespace uvscope::oracle
