// dns.lookup, for the first IPv4 address.
#pragma once

#include <functional>
#include <string>

namespace uvscope::oracle {

// Empty when there is none.
using Found = std::function<void(const std::string& address)>;

bool isAddress(const std::string& host);

// A tick when `host` is an address itself.
void lookup(const std::string& host, Found found);

}  // namespace uvscope::oracle
