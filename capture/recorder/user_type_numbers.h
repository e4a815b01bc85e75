// The numbers of the types that this program names itself: one numbering a process, from
// core::kFirstUserType + 1, told to the host by each ring before it uses one.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/provider.h"

namespace uvscope::capture {

// Of one ring.
class UserTypeNumbers {
 public:
  struct Number {
    core::TypeId type;
    bool is_new = false;  // the host does not know it from this ring yet
  };

  // Past 65,000 names the last number serves all further ones.
  Number numberOf(std::string_view name);

  // A new ring: nothing has been told.
  void forgetTold() { told_.clear(); }

 private:
  std::map<std::string, core::TypeId, std::less<>> told_;
};

}  // namespace uvscope::capture
