// No handler: stack on standard error, exit status 1, exit handlers in the failing context, no
// after.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> errorLine(const std::vector<std::string>& lines) {
  const auto found = std::find_if(lines.begin(), lines.end(), [](const std::string& each) {
    return each.starts_with("Error");
  });
  return {found != lines.end() ? *found : "undefined"};
}

}  // namespace

UVSCOPE_SCENARIO(err_callback_unhandled) {
  if (arguments.empty()) {
    child({"x"}, errorLine);
    return;
  }
  start();
  onExit([](int status) { ctx("exit " + std::to_string(status)); });
  setTimeout([] { throw std::runtime_error("boom"); }, 5ms);
  setTimeout([] { note("never"); }, 30ms);
}

}  // namespace uvscope::oracle
