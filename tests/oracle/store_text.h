// The store of here and now as JavaScript prints it.
#pragma once

#include <sstream>
#include <string>

#include <uvscope/async_hooks.h>

namespace uvscope::oracle {

template <class T>
std::string storeText(AsyncLocalStorage<T>& als) {
  const T* const store = als.getStore();
  if (store == nullptr) return "undefined";
  std::ostringstream text;
  text << *store;
  return text.str();
}

}  // namespace uvscope::oracle
