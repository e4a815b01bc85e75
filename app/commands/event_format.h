// How one event is written as a line of text.
#pragma once

#include <string>

#include "app/commands/events.h"
#include "storage/session.h"

namespace uvscope::app {

class EventFormatter {
 public:
  // `with_context`: ids of a trace carry their context ("2/5"). `session` must outlive it.
  EventFormatter(storage::Session& session, EventFormat format, bool with_context)
      : session_(session), format_(format), with_context_(with_context) {}

  // The first line of the whole output; empty for formats that have none.
  [[nodiscard]] std::string header() const;
  // Without the end of line.
  [[nodiscard]] std::string line(storage::EventSeq seq, const core::Event& event) const;

 private:
  [[nodiscard]] std::string trace(const core::Event& event) const;
  [[nodiscard]] std::string json(storage::EventSeq seq, const core::Event& event) const;
  [[nodiscard]] std::string csv(storage::EventSeq seq, const core::Event& event) const;
  // The name that a resource has in the end: a TCPWRAP that came to listen is a TCPSERVERWRAP.
  [[nodiscard]] std::string facts(const core::Event& event) const;
  [[nodiscard]] std::string finalType(const core::Event& event) const;
  [[nodiscard]] std::string id(core::ContextId context, core::AsyncId id) const;

  storage::Session& session_;
  EventFormat format_;
  bool with_context_;
};

}  // namespace uvscope::app
