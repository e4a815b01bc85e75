// What every stream of events keeps to, whatever the program: the rules by which a session can be
// read at all.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/event.h"

namespace uvscope::testing {

//  1. The times of a context do not go back.
//  2. A resource begins once, before anything else of it, and nothing follows its destroy.
//  3. Callbacks of a context are nested: an `after` ends the innermost that has begun.
//  4. A handle is closing before it ends. Only one that another thread of its process took over
//     ends without, where it was.
// A callback may stay open: exit() and a kill end a program there.
class Protocol {
 public:
  // The process that a context belongs to.
  using ProcessOf = std::function<core::ProcessId(core::ContextId)>;

  explicit Protocol(ProcessOf process_of) : process_of_(std::move(process_of)) {}

  void take(const core::Event& event);

  // What contradicts the rules, a line each; empty: nothing.
  std::vector<std::string> findings();

 private:
  struct Resource {
    core::TypeId type;
    bool closing = false, destroyed = false;
  };

  struct Context {
    std::map<core::AsyncId, Resource> resources;
    std::vector<core::AsyncId> running;
    std::uint64_t last_ns = 0;
  };

  using Takeovers = std::map<std::pair<core::ProcessId, core::TypeId>, std::set<core::ContextId>>;

  // Each returns what is wrong, or nothing.
  std::string checkInit(const core::Event& event, Context& context);
  std::string checkOther(const core::Event& event, Context& context);
  std::string checkAfter(const core::Event& event, Context& context);
  void noteUnclosed(const core::Event& event, const Resource& resource);

  ProcessOf process_of_;
  std::map<core::ContextId, Context> contexts_;
  std::vector<std::string> findings_;
  // Contexts in which a type of handle was made, and handles that ended without closing.
  Takeovers made_in_;
  std::vector<std::pair<core::Event, core::TypeId>> unclosed_;
};

}  // namespace uvscope::testing
