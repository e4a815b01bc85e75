// The read interface of a session: everything that a view or a command may ask. Bounded by what the
// caller asks for; nothing here needs the session in memory. SessionReader implements it on a file;
// tests implement it on a list of events.
//
// Not thread-safe: each thread opens a reader of its own. A growing session is seen as of the last
// refresh(); records returned earlier stay valid values.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/async_id.h"
#include "core/creation_stack.h"
#include "core/event.h"
#include "core/event_sink.h"
#include "core/provider.h"
#include "storage/subtree.h"

namespace uvscope::storage {

// Number of an event in a session, from 1. As a cursor: the state after that event; 0 is before
// all.
using EventSeq = std::uint64_t;
inline constexpr EventSeq kNoSeq = 0;
inline constexpr std::uint64_t kNeverNs = std::numeric_limits<std::uint64_t>::max();

struct SessionInfo {
  std::string path;
  std::string program;  // command line as one string; "workload echo-server" for a workload
  std::string recorder_version;
  std::string clock;                  // "tsc" or "monotonic"
  std::int64_t recorded_unix_ms = 0;  // wall clock at session start
  std::uint64_t duration_ns = 0;      // to the last event or to the end of the recording
  EventSeq events = 0;                // numbers 1 to `events` exist
  std::uint64_t resources = 0;
  std::uint64_t alive = 0;  // init without destroy, at the end
  std::uint64_t dropped = 0;
  bool finished = false;   // the recording came to its end; false: growing, or its host died
  bool recording = false;  // not finished, and its recorder runs, on this machine
  // Processes that ran on when the recording came to its end.
  std::vector<core::ProcessId> left_running;
  std::string damage;  // empty, or one line: what part could not be read
  // The older layout of the file, if it is read through a copy in the present one; 0: it is not.
  int migrated_from = 0;
  std::optional<std::int32_t> exit_status, term_signal;  // of the program that was started
};

struct ResourceRecord {
  core::ResourceKey key;
  core::TypeId type;                 // as of the end: TCPSERVERWRAP for a TCPWRAP that listened
  core::AsyncId trigger, execution;  // in key.context
  EventSeq init_seq = kNoSeq;        // kNoSeq: older than the recording
  EventSeq closing_seq = kNoSeq;     // kNoSeq: no uv_close seen
  EventSeq destroy_seq = kNoSeq;     // kNoSeq: never destroyed
  std::uint64_t init_ns = 0, closing_ns = kNeverNs, destroy_ns = kNeverNs;
  std::uint64_t first_before_ns = kNeverNs;
  std::uint64_t last_event_ns = 0;
  std::uint64_t runs = 0;    // before/after pairs that have ended
  std::uint64_t run_ns = 0;  // their sum, nested runs included
  std::uint64_t max_run_ns = 0;
  std::uint32_t creating_run = 0;  // in which run of `execution` it was made, from 1; 0: none
  std::uint32_t trigger_children = 0, execution_children = 0;  // direct ones
  bool referenced = true;                                      // uv_ref/uv_unref, as of the end
  bool active = false;                                         // uv_is_active, as of the end
  std::uint64_t bytes_read = 0, bytes_written = 0;             // a handle's: its requests included
  std::uint32_t failures = 0;                                  // calls on it that returned an error
  core::AsyncId owner;  // the listening handle that accepted it, or the process that it is piped to
  // uv_work_cb on a thread of the pool, which is the context `worker`.
  std::uint64_t work_start_ns = kNeverNs, work_end_ns = kNeverNs;
  core::ContextId worker;
  core::StackId stack;  // of the calls that made it
  std::string detail;   // "127.0.0.1:8080"; may be empty

  [[nodiscard]] bool diverges() const { return trigger != execution; }

  [[nodiscard]] bool destroyed() const { return destroy_seq != kNoSeq; }

  friend bool operator==(const ResourceRecord&, const ResourceRecord&) = default;
};

// "alive", "closing" or "destroyed": as of the end.
inline std::string_view stateName(const ResourceRecord& record) {
  if (record.destroyed()) return "destroyed";
  return record.closing_seq != kNoSeq ? "closing" : "alive";
}

enum class ParentKind : std::uint8_t { Trigger, Execution };

// A node of a tree: a resource, a context's synthetic root, or a parent older than the recording.
struct TreeNode {
  core::ResourceKey key;
  std::optional<ResourceRecord> resource;  // nothing for synthetic and unknown nodes
  std::uint64_t children = 0;

  friend bool operator==(const TreeNode&, const TreeNode&) = default;
};

// A before/after pair. after_ns == kNeverNs: it had not ended where the data ends.
struct Run {
  core::ResourceKey key;
  EventSeq before_seq = kNoSeq, after_seq = kNoSeq;
  std::uint64_t before_ns = 0, after_ns = kNeverNs;
  std::uint32_t depth = 0;  // 0: outermost callback of its context
  core::CallbackReason reason = core::CallbackReason::None;
  std::int64_t value = 0;

  friend bool operator==(const Run&, const Run&) = default;
};

// A slice of time for overviews.
struct TimeBucket {
  std::uint64_t events = 0;
  std::uint64_t busy_ns = 0;    // in outermost callbacks, all contexts added
  std::uint64_t alive_end = 0;  // resources alive at the end of the slice

  friend bool operator==(const TimeBucket&, const TimeBucket&) = default;
};

struct TypeTotal {
  core::TypeId type;
  std::uint64_t total = 0, alive = 0, runs = 0, run_ns = 0;

  friend bool operator==(const TypeTotal&, const TypeTotal&) = default;
};

// How many resources of a type are alive.
struct TypeAlive {
  core::TypeId type;
  std::uint64_t alive = 0;

  friend bool operator==(const TypeAlive&, const TypeAlive&) = default;
};

// The same at the end of each of some slices of time.
struct TypeCurve {
  core::TypeId type;
  std::vector<std::uint64_t> alive;

  friend bool operator==(const TypeCurve&, const TypeCurve&) = default;
};

// How long outermost callbacks of a context ran, in each of some slices of time.
struct ContextLoad {
  core::ContextId context;
  std::vector<std::uint64_t> busy_ns;

  friend bool operator==(const ContextLoad&, const ContextLoad&) = default;
};

// What a loop did in all, in one thread.
struct LoopTotal {
  core::ContextId context;
  std::uint64_t number = 0;      // of the loop in its process, from 1; 0: one of too many
  std::uint64_t starts = 0;      // calls of uv_run
  std::uint64_t iterations = 0;  // polls
  std::uint64_t poll_ns = 0;     // waiting, looking for events
  std::uint64_t callback_ns = 0;
  std::uint64_t first_ns = 0, last_ns = 0;  // its first start, its last event

  friend bool operator==(const LoopTotal&, const LoopTotal&) = default;
};

enum class ResourceOrder : std::uint8_t { Init, LastEvent };

class Session {
 public:
  virtual ~Session() = default;

  // Takes in what was committed since the last call. True if anything changed.
  virtual bool refresh() = 0;

  [[nodiscard]] virtual const SessionInfo& info() const = 0;
  [[nodiscard]] virtual const std::vector<core::ProcessInfo>& processes() const = 0;
  [[nodiscard]] virtual const std::vector<core::ContextInfo>& contexts() const = 0;
  // "TCPWRAP"; "type 300" for a number that was never announced.
  [[nodiscard]] virtual std::string typeName(core::TypeId type) const = 0;
  [[nodiscard]] virtual std::vector<TypeTotal> typeTotals() = 0;
  // In order of context and number.
  [[nodiscard]] virtual const std::vector<LoopTotal>& loops() const = 0;

  [[nodiscard]] virtual std::optional<ResourceRecord> resource(core::ResourceKey key) = 0;
  // The tops of a tree: per context kBootstrapId, kNativeId and unknown parents, those with
  // children.
  [[nodiscard]] virtual std::vector<TreeNode> roots(ParentKind by) = 0;
  // Direct children in order of init, `limit` at most, from number `offset`.
  [[nodiscard]] virtual std::vector<TreeNode> children(core::ResourceKey parent, ParentKind by,
                                                       std::uint64_t offset,
                                                       std::uint64_t limit) = 0;
  // The node itself, then its parent by `by`, to the synthetic root.
  [[nodiscard]] virtual std::vector<TreeNode> chain(core::ResourceKey key, ParentKind by) = 0;
  // What lies below each of `tops`, of which none is below another.
  [[nodiscard]] virtual std::unique_ptr<SubtreeQuery> subtrees(std::vector<core::ResourceKey> tops,
                                                               ParentKind by) = 0;
  // Resources in order of init (destroyed ones included), for lists and timeline lanes.
  [[nodiscard]] virtual std::vector<ResourceRecord> resources(std::uint64_t offset,
                                                              std::uint64_t limit) = 0;
  // Resources that exist at any time in [begin_ns, end_ns), in order of init.
  [[nodiscard]] virtual std::vector<ResourceRecord> resourcesIn(std::uint64_t begin_ns,
                                                                std::uint64_t end_ns,
                                                                std::uint64_t limit) = 0;
  // Init at or before `at` and no destroy at or before it, oldest first.
  [[nodiscard]] virtual std::vector<ResourceRecord> undestroyed(EventSeq at, std::uint64_t offset,
                                                                std::uint64_t limit) = 0;
  [[nodiscard]] virtual std::uint64_t undestroyedCount(EventSeq at) = 0;
  // The same by type, each being of the type that it was then; in order of type.
  [[nodiscard]] virtual std::vector<TypeAlive> aliveByType(EventSeq at) = 0;

  // The calls that led to the init of what bears `stack`, the innermost first. Nothing for no
  // stack.
  [[nodiscard]] virtual std::vector<core::StackFrame> frames(core::StackId stack) = 0;
  // That by the program's own code: "start_server (server.c:42)"; empty for no stack.
  [[nodiscard]] virtual std::string site(core::StackId stack) = 0;

  // Events first … first + count - 1, as far as they exist.
  [[nodiscard]] virtual std::vector<core::Event> events(EventSeq first, std::uint64_t count) = 0;
  // The nearest event of `key` after (or before) `from`; kNoSeq: there is none.
  [[nodiscard]] virtual EventSeq nextEventOf(core::ResourceKey key, EventSeq from) = 0;
  [[nodiscard]] virtual EventSeq previousEventOf(core::ResourceKey key, EventSeq from) = 0;
  // The last event at or before `ts_ns`; kNoSeq: it is before all.
  [[nodiscard]] virtual EventSeq eventAt(std::uint64_t ts_ns) = 0;
  // Callbacks running after event `at`, outermost first.
  [[nodiscard]] virtual std::vector<Run> executionStack(core::ContextId context, EventSeq at) = 0;
  // Runs that overlap [begin_ns, end_ns), by before_seq, `limit` at most.
  [[nodiscard]] virtual std::vector<Run> runs(std::uint64_t begin_ns, std::uint64_t end_ns,
                                              std::uint64_t limit) = 0;
  // [begin_ns, end_ns) in `count` equal slices.
  [[nodiscard]] virtual std::vector<TimeBucket> overview(std::uint64_t begin_ns,
                                                         std::uint64_t end_ns,
                                                         std::uint32_t count) = 0;
  // Its busy time by context, those that have any; in order of context. Nothing of a long time in a
  // session of an older layout.
  [[nodiscard]] virtual std::vector<ContextLoad> load(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                      std::uint32_t count) = 0;
  // The resources alive at the end of each slice by type, those of which any are; in order of type.
  // A slice that is shorter than some thousand events may be off by what these changed.
  [[nodiscard]] virtual std::vector<TypeCurve> aliveCurves(std::uint64_t begin_ns,
                                                           std::uint64_t end_ns,
                                                           std::uint32_t count) = 0;
};

}  // namespace uvscope::storage
