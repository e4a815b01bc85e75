// Tells a sink of the stacks of a session: at once by module and offset, and in the end, when
// looking things up holds nothing up any more, by function and line.
//
// Not thread-safe: the host's thread owns it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "capture/host/stack_table.h"
#include "core/event_sink.h"

namespace uvscope::capture {

class StackAnnouncer {
 public:
  // Both must outlive this.
  StackAnnouncer(const StackTable& table, core::EventSink& sink) : table_(table), sink_(sink) {}

  // What is new in the table since the last call.
  void announce();

  // What was announced once more, as far as more is known of it now. Gives up after half a minute:
  // what is left then keeps module and offset.
  void name();

 private:
  [[nodiscard]] core::StackFrame rawFrame(const CodePlace& place) const;
  void tellSites(std::size_t from);
  [[nodiscard]] std::string siteOf(const StackTable::Stack& stack) const;

  const StackTable& table_;
  core::EventSink& sink_;
  std::vector<std::vector<core::StackFrame>> frames_;  // of CodeId 1 and on
  std::vector<std::string> sites_;                     // of StackId 1 and on
};

}  // namespace uvscope::capture
