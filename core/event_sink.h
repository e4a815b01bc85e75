// Where a stream of events goes: the session writer, analysis, a test. What an event refers to
// (its process, context, user type) is announced before the first event that needs it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/async_id.h"
#include "core/creation_stack.h"
#include "core/event.h"

namespace uvscope::core {

struct ProcessInfo {
  ProcessId id;
  std::int32_t pid = 0;         // the system's
  std::int32_t parent_pid = 0;  // the system's
  std::string executable;       // absolute path; empty when unknown
  std::vector<std::string> arguments;
  std::uint64_t start_ns = 0;  // since session start
};

struct ContextInfo {
  ContextId id;
  ProcessId process;
  std::int32_t thread_id = 0;  // the system's (gettid)
  std::string name;            // the thread's name; empty when unknown
};

// How a recorded process ended.
struct ProcessExit {
  ProcessId id;
  std::uint64_t end_ns = 0;
  // Only of the process that the host started itself: else both stay -1.
  std::int32_t exit_status = -1;
  std::int32_t term_signal = -1;
};

// All calls come from one thread. A sink keeps no reference into what it is given.
class EventSink {
 public:
  virtual ~EventSink() = default;

  virtual void onProcess(const ProcessInfo& process) = 0;
  virtual void onContext(const ContextInfo& context) = 0;
  // A type that a program named; provider types need no announcement.
  virtual void onType(TypeId type, std::string_view name) = 0;

  // What `code` is: the frames there, the innermost first, never none. Said before the first stack
  // that goes through it, and once more when its symbols have been looked up. A sink that has no
  // use for stacks need not override this nor onStack.
  virtual void onFrames(CodeId /*code*/, std::span<const StackFrame> /*frames*/) {}

  // The innermost first. `site` names the call by the program's own code: creationSite(). Said
  // before the first Init that bears it, and once more when its site has got another name.
  virtual void onStack(StackId /*stack*/, std::span<const CodeId> /*codes*/,
                       std::string_view /*site*/) {}

  // In session order. Times of one context never go back; across contexts they may, by less than
  // one drain of the rings.
  virtual void onEvents(std::span<const Event> events) = 0;
  // What a person recognises a resource by ("127.0.0.1:8080", "timeout 10 ms"). Replaces what was
  // said of it before; comes after its init.
  virtual void onDetail(ResourceKey resource, std::string_view detail) = 0;
  // `count` events of `context` were lost just before now.
  virtual void onDropped(ContextId context, std::uint64_t count) = 0;
  virtual void onProcessExit(const ProcessExit& exit) = 0;
};

}  // namespace uvscope::core
