// What an exception says.
#pragma once

#include <exception>
#include <string>

namespace uvscope::oracle {

inline std::string messageOf(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  }
}

}  // namespace uvscope::oracle
