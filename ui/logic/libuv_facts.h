// What libuv knows of a resource beyond its callbacks, in words.
#pragma once

#include <string>
#include <vector>

#include "storage/session.h"

namespace uvscope::ui {

struct Fact {
  std::string label;
  std::string value;
};

// "now": "active, referenced"; "read": "12 kB"; "waited for a thread": "3.1 ms"; … Only what there
// is to tell.
std::vector<Fact> libuvFacts(const storage::ResourceRecord& record);

}  // namespace uvscope::ui
