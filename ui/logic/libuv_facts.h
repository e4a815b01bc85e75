// What libuv knows of a resource beyond its callbacks, in words.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/event_sink.h"
#include "storage/session.h"

namespace uvscope::ui {

struct Fact {
  std::string label;
  std::string value;
};

// "now": "active, referenced"; "read": "12 kB"; "waited for a thread": "3.1 ms"; … Only what there
// is to tell.
// `contexts`: those of the session, whose threads are named.
std::vector<Fact> libuvFacts(const storage::ResourceRecord& record,
                             std::span<const core::ContextInfo> contexts);

}  // namespace uvscope::ui
