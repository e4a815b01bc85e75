#include "app/commands/event_format.h"

#include <fmt/core.h>

#include "app/commands/text_fields.h"
#include "core/libuv_function.h"

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
  return "seq,ts_ns,context,kind,id,type,trigger,execution,reason,value,function";
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
  return fmt::format("{} {}{}", kind, self, facts(event));
}

// What else libuv's own kinds tell: " trigger=5 value=-98 uv_tcp_bind".
std::string EventFormatter::facts(const Event& event) const {
  if (event.kind <= EventKind::Unref) return {};
  std::string text;
  if (hasTrigger(event.kind)) text += fmt::format(" trigger={}", event.trigger.value);
  if (hasValue(event.kind)) text += fmt::format(" value={}", event.value);
  if (hasFunction(event.kind))
    text += fmt::format(" {}", libuvFunctionName(functionIn(event.type)));
  return text;
}

std::string EventFormatter::json(storage::EventSeq seq, const Event& event) const {
  nlohmann::ordered_json line{{"seq", seq},
                              {"ts_ns", event.ts_ns},
                              {"context", event.context.value},
                              {"kind", eventKindName(event.kind)},
                              {"id", event.id.value}};
  if (hasType(event.kind)) line["type"] = session_.typeName(event.type);
  if (hasTrigger(event.kind)) line["trigger"] = event.trigger.value;
  if (event.kind == EventKind::Init) line["execution"] = event.execution.value;
  if (event.kind == EventKind::Repeat) line["run_ns"] = event.execution.value;
  if (event.kind == EventKind::Before) line["reason"] = callbackReasonName(event.reason);
  if (hasValue(event.kind)) line["value"] = event.value;
  if (hasFunction(event.kind)) line["function"] = libuvFunctionName(functionIn(event.type));
  return jsonLine(line);
}

std::string EventFormatter::csv(storage::EventSeq seq, const Event& event) const {
  std::string line = fmt::format("{},{},{},{},{},", seq, event.ts_ns, event.context.value,
                                 eventKindName(event.kind), event.id.value);
  if (hasType(event.kind)) line += csvField(session_.typeName(event.type));
  line += ',' + (hasTrigger(event.kind) ? std::to_string(event.trigger.value) : "");
  line += ',' + (hasExecution(event.kind) ? std::to_string(event.execution.value) : "");
  line += ',' + std::string(callbackReasonName(event.reason));
  line += ',' + (hasValue(event.kind) ? std::to_string(event.value) : "");
  line += ',';
  if (hasFunction(event.kind)) line += libuvFunctionName(functionIn(event.type));
  return line;
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
