// What of a session could not be read. Shared by all that read one file: the first finding is told.
#pragma once

#include <string>

namespace uvscope::storage {

class Damage {
 public:
  void note(std::string what) {
    if (what_.empty()) what_ = std::move(what);
  }

  [[nodiscard]] const std::string& what() const { return what_; }

 private:
  std::string what_;
};

}  // namespace uvscope::storage
