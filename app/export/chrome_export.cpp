// The Trace Event Format: callbacks as slices of their thread (B, E), the way from the callback
// that made a resource to the first one of that resource as a flow (s, f), lifetimes as
// asynchronous spans (b, e), failed calls as instants.
#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "app/commands/filter_option.h"
#include "app/export/exporters.h"
#include "core/libuv_function.h"
#include "storage/resource_filter.h"

namespace uvscope::app {
namespace {

using core::ContextId;
using core::Event;
using core::EventKind;
using core::ResourceKey;
using storage::EventSeq;
using storage::kNoSeq;
using storage::ResourceRecord;
using storage::Session;

class ChromeWriter {
 public:
  ChromeWriter(Session& session, const ExportRequest& request, ExportStream& out)
      : session_(session),
        request_(request),
        out_(out),
        filter_(session, request.filter, findingsAtEnd(session)),
        kept_(kKept) {}

  ExportNotes write() {
    const storage::SessionInfo& info = session_.info();
    out_.format(
        "{{\"displayTimeUnit\":\"ns\",\"otherData\":{{\"program\":{},\"recorded_unix_ms\":{},"
        "\"dropped_events\":{}}},\"traceEvents\":[",
        jsonText(info.program), info.recorded_unix_ms, info.dropped);
    writeNames();
    eachEventIn(session_, request_, [this](EventSeq seq, const Event& event) {
      if (!std::exchange(begun_, true)) writeStateBefore(seq);
      if (session_.info().dropped > 0 && seq % kEventsAtOnce == 0)
        endLostCallbacks(seq, event.ts_ns);
      writeEvent(seq, event);
      return out_.ok();
    });
    out_.write("\n]}\n");
    return filter_.notes();
  }

 private:
  static constexpr std::size_t kKept = 8192;

  struct Kept {
    ResourceKey key;
    bool read = false;
    std::optional<ResourceRecord> record;  // nothing: not wanted
  };

  struct Thread {
    std::int32_t pid, tid;
  };

  // Processes and threads, as the system numbered them.
  void writeNames() {
    std::map<core::ProcessId, std::int32_t> pids;
    for (const core::ProcessInfo& process : session_.processes()) {
      pids[process.id] = process.pid;
      begin("M", "process_name", process.pid, process.pid);
      out_.format(",\"args\":{{\"name\":{}}}}}", jsonText(process.executable));
    }
    for (const core::ContextInfo& context : session_.contexts()) {
      const Thread thread{pids[context.process], context.thread_id};
      threads_[context.id] = thread;
      begin("M", "thread_name", thread.pid, thread.tid);
      out_.format(",\"args\":{{\"name\":{}}}}}",
                  jsonText(context.name.empty() ? fmt::format("context {}", context.id.value)
                                                : context.name));
    }
  }

  // What is alive and what runs where the range begins.
  void writeStateBefore(EventSeq first) {
    if (first <= 1) return;
    for (std::uint64_t offset = 0;; offset += kResourcesAtOnce) {
      const auto page = session_.undestroyed(first - 1, offset, kResourcesAtOnce);
      for (const ResourceRecord& record : page) {
        if (filter_.matches(record)) writeLifetime("b", record, record.init_ns);
      }
      if (page.size() < kResourcesAtOnce) break;
    }
    for (const core::ContextInfo& context : session_.contexts()) {
      for (const storage::Run& run : session_.executionStack(context.id, first - 1)) {
        const ResourceRecord* const record = wanted(run.key);
        if (record == nullptr) continue;
        writeBegin(*record, run.before_ns, run.reason, run.value);
        open_[context.id].push_back(run.key);
      }
    }
  }

  void writeEvent(EventSeq seq, const Event& event) {
    if (isOfLoop(event.kind)) return;
    const ResourceRecord* const record = wanted({event.context, event.id});
    if (record == nullptr) return;
    switch (event.kind) {
      case EventKind::Init:
        if (seq == record->init_seq) writeInit(*record);
        break;
      case EventKind::Destroy:
        if (seq == record->destroy_seq) writeLifetime("e", *record, event.ts_ns);
        break;
      case EventKind::Before:
        writeBegin(*record, event.ts_ns, event.reason, event.value);
        open_[event.context].push_back(record->key);
        if (arrives(*record, event)) writeFlow("f", *record, event.ts_ns);
        break;
      case EventKind::After:
        writeEnd(record->key, event.ts_ns);
        break;
      case EventKind::Failed:
      case EventKind::Misused:
        writeInstant(*record, event);
        break;
      default:
        break;
    }
  }

  void writeInit(const ResourceRecord& record) {
    writeLifetime("b", record, record.init_ns);
    const auto& open = open_[record.key.context];
    const bool in_callback = !open.empty() && open.back().id == record.execution;
    const bool arrow_ends =
        record.first_before_ns != storage::kNeverNs && record.first_before_ns <= request_.to_ns;
    if (in_callback && arrow_ends) {
      writeFlow("s", record, record.init_ns);
    }
  }

  // Whether the arrow that writeInit() began ends at this Before. A resource is in no callback at
  // its init when `creating_run` is 0.
  [[nodiscard]] bool arrives(const ResourceRecord& record, const Event& event) {
    return record.creating_run != 0 && event.ts_ns == record.first_before_ns &&
           record.init_seq != kNoSeq && record.init_ns >= request_.from_ns &&
           wanted({record.key.context, record.execution}) != nullptr;
  }

  void writeBegin(const ResourceRecord& record, std::uint64_t ns, core::CallbackReason reason,
                  std::int64_t value) {
    const Thread thread = threadOf(record.key.context);
    const std::string type = session_.typeName(record.type);
    const std::string_view why = callbackReasonName(reason);
    const bool plain = why.empty() || reason == core::CallbackReason::Callback;
    begin("B", plain ? type : fmt::format("{} {}", type, why), thread.pid, thread.tid);
    out_.format(",\"cat\":\"callback\",\"ts\":{},\"args\":{{\"id\":{},\"value\":{}",
                microseconds(ns), record.key.id.value, value);
    if (!record.detail.empty()) out_.format(",\"detail\":{}", jsonText(record.detail));
    out_.write("}}");
  }

  // Callbacks inside of it whose end was lost end with it.
  void writeEnd(ResourceKey key, std::uint64_t ns) {
    std::vector<ResourceKey>& open = open_[key.context];
    if (std::ranges::find(open, key) == open.end()) return;
    bool found = false;
    while (!found) {
      found = open.back() == key;
      open.pop_back();
      writeEndOf(key.context, ns);
    }
  }

  void writeEndOf(ContextId context, std::uint64_t ns) {
    const Thread thread = threadOf(context);
    out_.format(",\n{{\"ph\":\"E\",\"pid\":{},\"tid\":{},\"ts\":{}}}", thread.pid, thread.tid,
                microseconds(ns));
  }

  // Where events were lost, the session knows better what still runs.
  void endLostCallbacks(EventSeq seq, std::uint64_t ns) {
    for (auto& [context, open] : open_) {
      std::size_t running = 0;
      for (const storage::Run& run : session_.executionStack(context, seq - 1)) {
        if (running < open.size() && open[running] == run.key) ++running;
      }
      for (; open.size() > running; open.pop_back())
        writeEndOf(context, ns);
    }
  }

  void writeLifetime(const char* phase, const ResourceRecord& record, std::uint64_t ns) {
    const Thread thread = threadOf(record.key.context);
    begin(phase, session_.typeName(record.type), thread.pid, thread.tid);
    out_.format(",\"cat\":\"lifetime\",\"id\":\"{}\",\"ts\":{}", idOf(record.key),
                microseconds(ns));
    if (*phase == 'b') {
      out_.format(",\"args\":{{\"id\":{},\"trigger\":{},\"execution\":{},\"detail\":{}}}",
                  record.key.id.value, record.trigger.value, record.execution.value,
                  jsonText(record.detail));
    }
    out_.write("}");
  }

  void writeFlow(const char* phase, const ResourceRecord& record, std::uint64_t ns) {
    const Thread thread = threadOf(record.key.context);
    begin(phase, "made", thread.pid, thread.tid);
    out_.format(",\"cat\":\"made\",\"id\":\"{}\",\"ts\":{}", idOf(record.key), microseconds(ns));
    out_.write(*phase == 'f' ? ",\"bp\":\"e\"}" : "}");
  }

  void writeInstant(const ResourceRecord& record, const Event& event) {
    const Thread thread = threadOf(record.key.context);
    const std::string name =
        fmt::format("{} {}", libuvFunctionName(functionIn(event.type)), eventKindName(event.kind));
    begin("i", name, thread.pid, thread.tid);
    out_.format(",\"cat\":\"call\",\"s\":\"t\",\"ts\":{},\"args\":{{\"id\":{},\"value\":{}}}}}",
                microseconds(event.ts_ns), record.key.id.value, event.value);
  }

  // An object up to its time.
  void begin(const char* phase, const std::string& name, std::int32_t pid, std::int32_t tid) {
    out_.format("{}\n{{\"ph\":\"{}\",\"name\":{},\"pid\":{},\"tid\":{}",
                std::exchange(first_, false) ? "" : ",", phase, jsonText(name), pid, tid);
  }

  static std::string microseconds(std::uint64_t ns) {
    return fmt::format("{}.{:03}", ns / 1000, ns % 1000);
  }

  // One number for a resource of the session.
  static std::string idOf(ResourceKey key) {
    return fmt::format("0x{:x}", (std::uint64_t{key.context.value} << 48U) ^ key.id.value);
  }

  [[nodiscard]] Thread threadOf(ContextId context) const {
    const auto found = threads_.find(context);
    return found == threads_.end() ? Thread{0, static_cast<std::int32_t>(context.value)}
                                   : found->second;
  }

  // The resource; null where the filter leaves it out.
  const ResourceRecord* wanted(ResourceKey key) {
    if (core::isSyntheticRoot(key.id)) return nullptr;
    Kept& kept = kept_[std::hash<ResourceKey>{}(key) % kept_.size()];
    if (!kept.read || kept.key != key) {
      kept = {key, true, session_.resource(key)};
      if (kept.record && !filter_.matches(*kept.record)) kept.record.reset();
    }
    return kept.record ? &*kept.record : nullptr;
  }

  Session& session_;
  const ExportRequest& request_;
  ExportStream& out_;
  storage::ResourceFilter filter_;
  std::map<ContextId, Thread> threads_;
  std::map<ContextId, std::vector<ResourceKey>> open_;  // slices that were begun and not ended
  std::vector<Kept> kept_;  // by hash: events of a resource lie together
  bool first_ = true, begun_ = false;
};

}  // namespace

ExportNotes exportChrome(Session& session, const ExportRequest& request, ExportStream& out) {
  return ChromeWriter(session, request, out).write();
}

}  // namespace uvscope::app
