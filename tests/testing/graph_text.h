// Events as a person would write them down:
//
//   init 2 TCPSERVERWRAP <1 @1     trigger 1, execution 1; without @: what runs, else 1;
//                                  without <: the execution
//   before 2 connection 0          reason and value may be left out
//   after 2
//   retype 2 TCPSERVERWRAP
//   closing 2, destroy 2, resolve 2, ref 2, unref 2
//   detail 2 127.0.0.1:8080
//   dropped 2 5                    context 2 has lost 5 events
//   +3ms                           time passes (ns, us, ms, s); each event takes 1 us of itself
//   # anything
//
// 2:5 is resource 5 of context 2; without a number the context is 1. Names that are no provider's
// become user types.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/event_sink.h"

namespace uvscope::testing {

struct GraphText {
  struct Detail {
    core::ResourceKey key;
    std::string text;
    std::size_t after_events;
  };

  struct Drop {
    core::ContextId context;
    std::uint64_t count;
    std::size_t after_events;
  };

  std::vector<core::Event> events;
  std::vector<Detail> details;
  std::vector<Drop> drops;
  std::vector<std::string> user_types;  // numbered from core::kFirstUserType

  // All of it in order, after a process 1 and the contexts that occur.
  void feed(core::EventSink& sink) const;
};

// Throws std::invalid_argument, with the line, at anything else.
GraphText parseGraph(std::string_view text);

// "5", or "2:5" for a context other than 1.
core::ResourceKey parseKey(std::string_view text);

}  // namespace uvscope::testing
