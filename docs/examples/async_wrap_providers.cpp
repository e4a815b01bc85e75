// Documentation, "async_hooks.asyncWrapProviders": the types of resource that init may name, apart
// from those that programs name themselves, and their numbers.
#include <map>
#include <string_view>

#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;

int main() {
  std::map<std::string_view, int> numbers;
  for (const auto& provider : asyncWrapProviders())
    numbers.emplace(provider.name, static_cast<int>(provider.provider));
  for (const auto* const name : {"TCPWRAP", "FSREQCALLBACK", "Timeout", "PROMISE"})
    print(name, " = ", numbers.at(name));
}
