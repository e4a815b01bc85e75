// The types that programs name themselves. Every process numbers its own from core::kFirstUserType;
// a session has one numbering, in which equal names are one type.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/provider.h"

namespace uvscope::capture {

// The session's side; shared by all arenas of the host.
class UserTypeNames {
 public:
  struct Named {
    core::TypeId type;
    std::string name;
  };

  // Past 65,000 names the last number serves all further ones.
  core::TypeId numberOf(const std::string& name);

  // Those numbered since the last call: to be announced before any event that bears them.
  std::vector<Named> takeNew() { return std::exchange(new_, {}); }

 private:
  std::map<std::string, core::TypeId> numbers_;
  std::vector<Named> new_;
};

// One process's side: its number for a user type to the session's. Provider types are not in it.
using UserTypeMap = std::map<core::TypeId, core::TypeId>;

}  // namespace uvscope::capture
