#include "app/commands/event_format.h"

#include <fmt/core.h>

#include "app/commands/text_fields.h"

namespace uvscope::app {
namespace {

using core::Event;
using core::EventKind;

bool mayBeRetyped(core::TypeId type) {
  return type == typeOf(core::Provider::Tcp) || type == typeOf(core::Provider::Pipe);
}

}  // namespace

std::string EventFormatter::header() const {
  if (format_ != EventFormat::Csv) return {};
  return "seq,ts_ns,context,kind,id,type,trigger,execution,reason,value";
}

std::string EventFormatter::line(storage::EventSeq seq, const Event& event) const {
  switch (format_) {
    case EventFormat::Trace:
      return trace(event);
    case EventFormat::Json:
      return json(seq, event);
    case EventFormat::Csv:
      return csv(seq, event);
  }
  return {};
}

std::string EventFormatter::trace(const Event& event) const {
  const std::string kind(eventKindName(event.kind));
  const std::string self = id(event.context, event.id);
  if (event.kind == EventKind::Init) {
    return fmt::format("{} {} {} trigger={} exec={}", kind, self, finalType(event),
                       id(event.context, event.trigger), id(event.context, event.execution));
  }
  if (event.kind == EventKind::Retype) {
    return fmt::format("{} {} {}", kind, self, session_.typeName(event.type));
  }
  return fmt::format("{} {}", kind, self);
}

std::string EventFormatter::json(storage::EventSeq seq, const Event& event) const {
  nlohmann::ordered_json line{{"seq", seq},
                              {"ts_ns", event.ts_ns},
                              {"context", event.context.value},
                              {"kind", eventKindName(event.kind)},
                              {"id", event.id.value}};
  if (event.kind == EventKind::Init || event.kind == EventKind::Retype) {
    line["type"] = session_.typeName(event.type);
  }
  if (event.kind == EventKind::Init) {
    line["trigger"] = event.trigger.value;
    line["execution"] = event.execution.value;
  }
  if (event.kind == EventKind::Before) {
    line["reason"] = callbackReasonName(event.reason);
    line["value"] = event.value;
  }
  return jsonLine(line);
}

std::string EventFormatter::csv(storage::EventSeq seq, const Event& event) const {
  std::string line = fmt::format("{},{},{},{},{},", seq, event.ts_ns, event.context.value,
                                 eventKindName(event.kind), event.id.value);
  const bool init = event.kind == EventKind::Init;
  if (init || event.kind == EventKind::Retype) line += csvField(session_.typeName(event.type));
  line += init ? fmt::format(",{},{}", event.trigger.value, event.execution.value) : ",,";
  if (event.kind == EventKind::Before) {
    return line + fmt::format(",{},{}", callbackReasonName(event.reason), event.value);
  }
  return line + ",,";
}

std::string EventFormatter::finalType(const Event& event) const {
  if (mayBeRetyped(event.type)) {
    if (const auto resource = session_.resource({event.context, event.id})) {
      return session_.typeName(resource->type);
    }
  }
  return session_.typeName(event.type);
}

std::string EventFormatter::id(core::ContextId context, core::AsyncId id) const {
  if (!with_context_) return std::to_string(id.value);
  return fmt::format("{}/{}", context.value, id.value);
}

}  // namespace uvscope::app
