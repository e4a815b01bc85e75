// OpenTelemetry's TracesData in its JSON mapping: names in lowerCamelCase, trace and span ids in
// hexadecimal, enumerations as numbers, 64-bit numbers as strings.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "app/commands/filter_option.h"
#include "app/export/exporters.h"
#include "storage/resource_filter.h"

namespace uvscope::app {
namespace {

using core::Event;
using core::EventKind;
using core::ResourceKey;
using storage::EventSeq;
using storage::kNoSeq;
using storage::ResourceRecord;
using storage::Session;

constexpr int kSpanKindInternal = 1;
// Of one span; OpenTelemetry's own default. Others are counted in droppedEventsCount.
constexpr std::uint64_t kMostSpanEvents = 128;

// FNV-1a: the same session has the same trace id in every export.
std::uint64_t hashOf(std::string_view text, std::uint64_t hash) {
  for (const char letter : text)
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
  return hash;
}

std::string traceIdOf(const Session& session) {
  const storage::SessionInfo& info = session.info();
  const std::string what =
      fmt::format("{} {} {}", info.program, info.recorded_unix_ms,
                  session.processes().empty() ? 0 : session.processes().front().pid);
  return fmt::format("{:016x}{:016x}", hashOf(what, 0xcbf29ce484222325U) | 1U,
                     hashOf(what, 0x84222325cbf29ce4U));
}

// Not zero, which OpenTelemetry takes for none.
std::string spanIdOf(ResourceKey key) {
  return fmt::format("{:016x}", (std::uint64_t{key.context.value} << 48U) ^ key.id.value);
}

std::string textAttribute(std::string_view key, const std::string& value) {
  return fmt::format("{{\"key\":\"{}\",\"value\":{{\"stringValue\":{}}}}}", key, jsonText(value));
}

template <class Number>
std::string numberAttribute(std::string_view key, Number value) {
  return fmt::format("{{\"key\":\"{}\",\"value\":{{\"intValue\":\"{}\"}}}}", key, value);
}

std::string flagAttribute(std::string_view key, bool value) {
  return fmt::format("{{\"key\":\"{}\",\"value\":{{\"boolValue\":{}}}}}", key, value);
}

class OtlpWriter {
 public:
  OtlpWriter(Session& session, const ExportRequest& request, ExportStream& out)
      : session_(session),
        out_(out),
        filter_(session, resourcesWanted(request), findingsAtEnd(session)),
        trace_id_(traceIdOf(session)) {}

  ExportNotes write() {
    out_.write("{\"resourceSpans\":[");
    storage::ResourceMatches page;
    while (!page.complete && out_.ok()) {
      page = filter_.page(page.next, kResourcesAtOnce);
      writePage(page.matches);
    }
    out_.write("\n]}\n");
    ExportNotes notes = filter_.notes();
    if (cut_spans_ > 0) {
      notes.push_back(
          fmt::format("{} of the spans have more than {} callbacks: the first ones are in "
                      "them, the others counted as droppedEventsCount",
                      cut_spans_, kMostSpanEvents));
    }
    return notes;
  }

 private:
  // Spans are listed under their process; a process comes once a page, so that nothing waits.
  void writePage(const std::vector<storage::ResourceMatch>& matches) {
    std::map<core::ProcessId, std::vector<const ResourceRecord*>> by_process;
    for (const storage::ResourceMatch& match : matches)
      by_process[processOf(match.record.key.context)].push_back(&match.record);
    for (const auto& [process, records] : by_process) {
      out_.write(std::exchange(first_, false) ? "\n" : ",\n");
      writeProcess(process);
      bool first = true;
      for (const ResourceRecord* record : records) {
        out_.write(std::exchange(first, false) ? "\n" : ",\n");
        writeSpan(*record);
      }
      out_.write("\n]}]}");
    }
  }

  void writeProcess(core::ProcessId id) {
    std::string attributes = textAttribute("service.name", serviceName(id));
    const auto& processes = session_.processes();
    const auto process = std::ranges::find(processes, id, &core::ProcessInfo::id);
    if (process != processes.end()) {
      attributes += ',' + numberAttribute("process.pid", process->pid);
      attributes += ',' + numberAttribute("process.parent_pid", process->parent_pid);
      attributes += ',' + textAttribute("process.executable.path", process->executable);
    }
    out_.format(
        "{{\"resource\":{{\"attributes\":[{}]}},\"scopeSpans\":[{{\"scope\":{{\"name\":\"uvscope\","
        "\"version\":{}}},\"spans\":[",
        attributes, jsonText(session_.info().recorder_version));
  }

  std::string serviceName(core::ProcessId id) {
    const auto& processes = session_.processes();
    const auto process = std::ranges::find(processes, id, &core::ProcessInfo::id);
    if (process == processes.end() || process->executable.empty()) return session_.info().program;
    return process->executable.substr(process->executable.find_last_of('/') + 1);
  }

  void writeSpan(const ResourceRecord& record) {
    const std::uint64_t end_ns = record.destroyed()
                                     ? record.destroy_ns
                                     : std::max(session_.info().duration_ns, record.init_ns);
    out_.format("{{\"traceId\":\"{}\",\"spanId\":\"{}\"", trace_id_, spanIdOf(record.key));
    const ResourceKey trigger{record.key.context, record.trigger};
    const ResourceKey execution{record.key.context, record.execution};
    if (isExported(trigger)) out_.format(",\"parentSpanId\":\"{}\"", spanIdOf(trigger));
    out_.format(
        ",\"name\":{},\"kind\":{},\"startTimeUnixNano\":\"{}\",\"endTimeUnixNano\":\"{}\","
        "\"attributes\":[{}]",
        jsonText(session_.typeName(record.type)), kSpanKindInternal, unixNs(record.init_ns),
        unixNs(end_ns), attributesOf(record));
    writeCallbacks(record);
    if (execution != trigger && isExported(execution)) {
      out_.format(",\"links\":[{{\"traceId\":\"{}\",\"spanId\":\"{}\",\"attributes\":[{}]}}]",
                  trace_id_, spanIdOf(execution), textAttribute("uvscope.relation", "execution"));
    }
    out_.write("}");
  }

  std::string attributesOf(const ResourceRecord& record) {
    std::string text = numberAttribute("uvscope.id", record.key.id.value);
    const auto add = [&text](const std::string& attribute) { text += ',' + attribute; };
    add(numberAttribute("uvscope.context", record.key.context.value));
    add(numberAttribute("uvscope.trigger_id", record.trigger.value));
    add(numberAttribute("uvscope.execution_id", record.execution.value));
    add(flagAttribute("uvscope.destroyed", record.destroyed()));
    add(numberAttribute("uvscope.runs", record.runs));
    add(numberAttribute("uvscope.run_ns", record.run_ns));
    if (!record.detail.empty()) add(textAttribute("uvscope.detail", record.detail));
    if (record.failures > 0) add(numberAttribute("uvscope.failures", record.failures));
    if (const std::string site = session_.site(record.stack); !site.empty()) {
      add(textAttribute("uvscope.site", site));
    }
    const auto& contexts = session_.contexts();
    const auto context = std::ranges::find(contexts, record.key.context, &core::ContextInfo::id);
    if (context != contexts.end()) {
      add(numberAttribute("thread.id", context->thread_id));
      if (!context->name.empty()) add(textAttribute("thread.name", context->name));
    }
    return text;
  }

  // Events of the span, at the begin of each callback.
  void writeCallbacks(const ResourceRecord& record) {
    if (record.runs == 0) return;
    std::uint64_t written = 0;
    std::vector<Event> begun;
    for (EventSeq seq = session_.nextEventOf(record.key, kNoSeq);
         seq != kNoSeq && written < kMostSpanEvents; seq = session_.nextEventOf(record.key, seq)) {
      for (const Event& event : session_.events(seq, 1)) {
        if (event.kind == EventKind::Before) {
          begun.push_back(event);
        } else if (event.kind == EventKind::After && !begun.empty()) {
          out_.write(written++ == 0 ? ",\"events\":[" : ",");
          writeCallback(begun.back(), event.ts_ns);
          begun.pop_back();
        }
      }
    }
    if (written == 0) return;
    out_.write("]");
    if (record.runs > written) {
      out_.format(",\"droppedEventsCount\":{}",
                  std::min<std::uint64_t>(record.runs - written, UINT32_MAX));
      ++cut_spans_;
    }
  }

  void writeCallback(const Event& before, std::uint64_t after_ns) {
    const std::uint64_t took = after_ns - std::min(after_ns, before.ts_ns);
    std::string_view name = callbackReasonName(before.reason);
    if (name.empty()) name = "callback";
    out_.format("{{\"timeUnixNano\":\"{}\",\"name\":\"{}\",\"attributes\":[{},{}]}}",
                unixNs(before.ts_ns), name, numberAttribute("uvscope.duration_ns", took),
                numberAttribute("uvscope.value", before.value));
  }

  // Whether a span of that id is among those written: what is not must not be referred to.
  bool isExported(ResourceKey key) {
    if (core::isSyntheticRoot(key.id)) return false;
    const auto record = session_.resource(key);
    return record && record->init_seq != kNoSeq &&
           (filter_.filter().empty() || filter_.matches(*record));
  }

  [[nodiscard]] std::uint64_t unixNs(std::uint64_t ns) const {
    const std::int64_t start = std::max<std::int64_t>(session_.info().recorded_unix_ms, 0);
    return static_cast<std::uint64_t>(start) * 1'000'000 + ns;
  }

  core::ProcessId processOf(core::ContextId id) const {
    const auto& contexts = session_.contexts();
    const auto context = std::ranges::find(contexts, id, &core::ContextInfo::id);
    return context == contexts.end() ? core::ProcessId{} : context->process;
  }

  Session& session_;
  ExportStream& out_;
  storage::ResourceFilter filter_;
  std::string trace_id_;
  bool first_ = true;
  std::uint64_t cut_spans_ = 0;
};

}  // namespace

ExportNotes exportOtlp(Session& session, const ExportRequest& request, ExportStream& out) {
  return OtlpWriter(session, request, out).write();
}

}  // namespace uvscope::app
