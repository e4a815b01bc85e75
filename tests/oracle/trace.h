// Writes what happens in a scenario as the traces of real Node are written (tests/oracle/expected):
//
//   init ID TYPE trigger=ID exec=ID | before ID | after ID | destroy ID | resolve ID | note TEXT
//
// Ids are numbered by first appearance, from 2; the main program is 1, no resource 0, and -1 stays.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <uvscope/async_hooks.h>

namespace uvscope::oracle {

// The number of `id` in this trace.
std::string id(AsyncId id);

void line(std::string_view text);
void note(std::string_view text);

// "note NAME executionAsyncId=… triggerAsyncId=…"
void ctx(std::string_view name);

// Which events a hook writes, and how.
struct HookOptions {
  std::string tag = {};             // prefix of its lines, for several hooks in one trace
  std::set<std::string> only = {};  // "init", "before", "after", "destroy", "promiseResolve"
  std::set<std::string, std::less<>> skip = {};  // types that are left out, with all their events
  AsyncId first = kBootstrapId;                  // events of ids up to this one are left out
  // Called after the line of an init.
  std::function<void(AsyncId, std::string_view, AsyncId, const ResourceObject&)> on_init = {};
};

// The callbacks of a hook that writes lines; disabled.
HookCallbacks callbacks(HookOptions options = {});
AsyncHook hook(HookOptions options = {});

// Traces all resources made from here on, until the process ends.
AsyncHook& start(HookOptions options = {});

// Runs this program again with the scenario's name and `arguments`; copies its trace, then notes
// its exit code and signal, and "child stderr …" with what `describe_stderr` makes of standard
// error.
void child(const std::vector<std::string>& arguments,
           const std::function<std::vector<std::string>(const std::vector<std::string>& lines)>&
               describe_stderr = {});

// What most scenarios say of a child's standard error: its first line, and whether it has frames.
std::vector<std::string> firstLine(const std::vector<std::string>& lines);

// A file or socket path in a directory that is gone when the process ends.
std::string temporaryPath(const std::string& name);

// Waits for the start of a millisecond, so that timers made next share their start time.
void align();

// A client outside this process: bash, whose /dev/tcp connects to a port of 127.0.0.1 as descriptor
// 3 and then runs `script`.
void outsideClient(int port, const std::string& script, const std::string& wait_s = "0.15");

}  // namespace uvscope::oracle
