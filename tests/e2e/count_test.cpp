#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "core/libuv_function.h"
#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"
#include "tests/targets/cases.h"

namespace uvscope::e2e {
namespace {

struct Made {
  std::uint64_t inits = 0, ends = 0;
  friend bool operator==(const Made&, const Made&) = default;

  friend void PrintTo(const Made& made, std::ostream* out) {
    *out << made.inits << " made, " << made.ends << " ended";
  }
};

using Counts = std::map<std::string, Made>;
using Times = std::map<std::string, std::uint64_t>;

// Lines "count TYPE MADE ENDED" among others.
Counts countsIn(const std::string& text) {
  Counts counts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    std::string type;
    Made made;
    if (words >> first >> type >> made.inits >> made.ends && first == "count") counts[type] = made;
  }
  return counts;
}

// Lines "WORD NAME NUMBER"; tests/targets/count.h explains them.
Times timesIn(const std::string& text, const std::string& word) {
  Times times;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    std::string name;
    std::uint64_t number = 0;
    if (words >> first >> name >> number && first == word) times[name] = number;
  }
  return times;
}

// By the name of the type as of the end: a server counts as such.
Counts countsOf(SessionFacts& facts) {
  Counts counts;
  for (const core::Event& event : facts.events()) {
    const auto resource = facts.reader().resource({event.context, event.id});
    if (!resource) continue;
    Made& made = counts[facts.reader().typeName(resource->type)];
    if (event.kind == core::EventKind::Init) ++made.inits;
    if (event.kind == core::EventKind::Destroy) ++made.ends;
  }
  return counts;
}

// The callbacks that ran, those of closes not counted; a type without any has 0.
Times callbacksOf(SessionFacts& facts) {
  Times times;
  for (const core::Event& event : facts.events()) {
    const auto resource = facts.reader().resource({event.context, event.id});
    if (!resource) continue;
    std::uint64_t& ran = times[facts.reader().typeName(resource->type)];
    if (event.kind == core::EventKind::Before && event.reason != core::CallbackReason::Close) ++ran;
  }
  return times;
}

// Calls on resources that are known, by the name of the function.
Times callsOf(SessionFacts& facts, core::EventKind kind) {
  Times times;
  for (const core::Event& event : facts.events()) {
    if (event.kind != kind || core::isSyntheticRoot(event.id)) continue;
    ++times[std::string(core::libuvFunctionName(core::functionIn(event.type)))];
  }
  return times;
}

Times overwrittenIn(SessionFacts& facts) {
  Times times;
  for (const core::Event& event : facts.events()) {
    if (event.kind != core::EventKind::Overwritten) continue;
    ++times[facts.typeOf(event.context, event.id)];
  }
  return times;
}

// Handles: what uv_walk finds; requests are none.
std::uint64_t aliveHandles(const Counts& counts) {
  static const std::set<std::string> kRequests{
      "TCPCONNECTWRAP", "PIPECONNECTWRAP",    "UDPSENDWRAP",        "WRITEWRAP",
      "SHUTDOWNWRAP",   "GETADDRINFOREQWRAP", "GETNAMEINFOREQWRAP", "FSREQCALLBACK",
      "WORKREQWRAP",    "RANDOMBYTESREQUEST"};
  std::uint64_t alive = 0;
  for (const auto& [type, made] : counts) {
    if (!kRequests.contains(type)) alive += made.inits - made.ends;
  }
  return alive;
}

// A target that was recorded, and what it told.
struct RecordedTarget {
  explicit RecordedTarget(const std::string& name)
      : target{UVSCOPE_TARGETS "/target_" + name},
        outcome(run(recording(session, target, {"--quiet"}))),
        facts(session) {}

  TempDir directory;
  std::string session = directory.file("count.uvscope");
  Words target;
  Outcome outcome;
  SessionFacts facts;
};

class TargetCountTest : public ::testing::TestWithParam<const char*> {};

TEST_P(TargetCountTest, EqualsWhatTheProgramCountedItself) {
  RecordedTarget recorded(GetParam());
  ASSERT_EQ(recorded.outcome.status, run(recorded.target).status) << recorded.outcome.errors;
  const Counts said = countsIn(recorded.outcome.output);
  ASSERT_FALSE(said.empty());
  EXPECT_EQ(recorded.facts.contradictions(), Words{});
  EXPECT_EQ(countsOf(recorded.facts), said);
}

INSTANTIATE_TEST_SUITE_P(Targets, TargetCountTest,
                         ::testing::Values("timers", "tcp", "pipes", "udp", "watch", "files",
                                           "pool", "process"),
                         [](const auto& test) { return std::string(test.param); });

INSTANTIATE_TEST_SUITE_P(Cases, TargetCountTest, ::testing::ValuesIn(targets::kCases),
                         [](const auto& test) { return std::string(test.param); });

class CaseCountTest : public ::testing::TestWithParam<const char*> {};

TEST_P(CaseCountTest, CallbacksAndWhatIsLeftAreThoseOfTheProgram) {
  RecordedTarget recorded(GetParam());
  const std::string& output = recorded.outcome.output;
  EXPECT_EQ(callbacksOf(recorded.facts), timesIn(output, "ran")) << output;
  EXPECT_EQ(callsOf(recorded.facts, core::EventKind::Failed), timesIn(output, "failed")) << output;
  EXPECT_EQ(callsOf(recorded.facts, core::EventKind::Misused), timesIn(output, "misused"))
      << output;
  EXPECT_EQ(overwrittenIn(recorded.facts), timesIn(output, "overwritten")) << output;
  const std::size_t alive = output.find("\nalive ");
  if (alive == std::string::npos) return;
  EXPECT_EQ(aliveHandles(countsOf(recorded.facts)), std::stoull(output.substr(alive + 7)));
}

INSTANTIATE_TEST_SUITE_P(Cases, CaseCountTest, ::testing::ValuesIn(targets::kCases),
                         [](const auto& test) { return std::string(test.param); });

struct Crowd {
  const char* name;
  Words arguments;
};

class ThreadsTest : public ::testing::TestWithParam<Crowd> {};

TEST_P(ThreadsTest, LoseNothing) {
  const TempDir directory;
  const std::string session = directory.file("threads.uvscope");
  Words target{UVSCOPE_TARGETS "/target_threads"};
  target.insert(target.end(), GetParam().arguments.begin(), GetParam().arguments.end());
  const Outcome outcome = run(recording(session, target, {"--quiet"}));
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  SessionFacts facts(session);
  EXPECT_EQ(facts.info().dropped, 0U);
  EXPECT_EQ(facts.contradictions(), Words{});
  EXPECT_EQ(countsOf(facts), countsIn(outcome.output));
}

INSTANTIATE_TEST_SUITE_P(Crowds, ThreadsTest,
                         ::testing::Values(Crowd{"ThreeHundredAtOnce", {"300"}},
                                           Crowd{"MoreThanThereAreFullRings", {"65"}},
                                           Crowd{"SeveralAtATime", {"10", "50"}},
                                           Crowd{"FiveThousandInWaves", {"100", "50"}}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(SenderTest, EverySendIsToldWithItsThreadAlsoOutOfSignalHandlers) {
  RecordedTarget recorded("senders");
  ASSERT_EQ(recorded.outcome.status, 0) << recorded.outcome.errors;
  std::uint64_t sends = 0;
  std::set<std::int64_t> threads;
  for (const core::Event& event : recorded.facts.events()) {
    if (event.kind != core::EventKind::Sent) continue;
    ++sends;
    threads.insert(event.value);
  }
  EXPECT_EQ(recorded.outcome.output, "sends " + std::to_string(sends) + "\n");
  EXPECT_GE(threads.size(), 4U);  // one that sends on after its end is told as another
  EXPECT_EQ(recorded.facts.info().dropped, 0U);
}

// gdb counts the calls that reach libuv without coming from it, and the close callbacks that it
// makes, by the kind that libuv itself keeps in the handle.
constexpr const char* kCountingScript = R"py(
import gdb, re

KINDS = {1: 'ASYNCWRAP', 2: 'CHECKWRAP', 3: 'FSEVENTWRAP', 4: 'STATWATCHER', 6: 'IDLEWRAP',
         7: 'PIPEWRAP', 8: 'POLLWRAP', 9: 'PREPAREWRAP', 10: 'PROCESSWRAP', 12: 'TCPWRAP',
         13: 'TIMERWRAP', 14: 'TTYWRAP', 15: 'UDPWRAP', 16: 'SIGNALWRAP'}
INITS = {'uv_async_init': 1, 'uv_check_init': 2, 'uv_fs_event_init': 3, 'uv_fs_poll_init': 4,
         'uv_idle_init': 6, 'uv_pipe_init': 7, 'uv_poll_init': 8, 'uv_poll_init_socket': 8,
         'uv_prepare_init': 9, 'uv_spawn': 10, 'uv_tcp_init': 12, 'uv_tcp_init_ex': 12,
         'uv_timer_init': 13, 'uv_tty_init': 14, 'uv_udp_init': 15, 'uv_udp_init_ex': 15,
         'uv_signal_init': 16}
made, ended, alive, trampolines, fresh = {}, {}, set(), set(), []

def is_in(address, library):
    name = gdb.solib_name(address)
    return name is not None and library in name

def from_inside():
    frame = gdb.newest_frame().older()
    while frame is not None and is_in(frame.pc(), '/libuvscope-preload.so'):
        frame = frame.older()
    return frame is not None and is_in(frame.pc(), '/libuv.so')

def register(name):
    return int(gdb.parse_and_eval('(unsigned long)$' + name))

class Init(gdb.Breakpoint):
    def __init__(self, address, kind):
        super().__init__('*%d' % address)
        self.kind = kind
    def stop(self):
        handle = register('rsi')
        # Already there: uv_tcp_init has jumped on to uv_tcp_init_ex.
        if not from_inside() and handle not in alive:
            alive.add(handle)
            made[self.kind] = made.get(self.kind, 0) + 1
        return False

class Ended(gdb.Breakpoint):
    def stop(self):
        handle = register('rdi')
        # Gone already: a signal while gdb steps over a breakpoint makes it stop there twice.
        if handle not in alive:
            return False
        alive.remove(handle)
        kind = int(gdb.parse_and_eval('*(int*)%d' % (handle + 16)))
        ended[kind] = ended.get(kind, 0) + 1
        return False

class Close(gdb.Breakpoint):
    def stop(self):
        callback = register('rsi')
        if not from_inside() and callback not in trampolines:
            trampolines.add(callback)
            fresh.append(callback)
        return bool(fresh)

# Where libuv itself has a function that libuvscope-preload.so has too.
def entry_in_libuv(name):
    search = gdb.Breakpoint(name)
    listing = gdb.execute('info breakpoints %d' % search.number, to_string=True)
    search.delete()
    for address, offset in re.findall(r'(0x[0-9a-f]+) <' + name + r'(?:\+(\d+))?>', listing):
        address = int(address, 16)
        if is_in(address, '/libuv.so'):
            return address - int(offset or 0)
    raise RuntimeError(name + ' is not in libuv')

for setting in ('pagination off', 'confirm off', 'debuginfod enabled off'):
    gdb.execute('set ' + setting)
gdb.execute('handle all nostop noprint pass', to_string=True)
gdb.Breakpoint('main', temporary=True)
gdb.execute('run')
for name, kind in INITS.items():
    Init(entry_in_libuv(name), kind)
Close('*%d' % entry_in_libuv('uv_close'))
while gdb.selected_inferior().pid != 0:
    gdb.execute('continue')
    while fresh:
        Ended('*%d' % fresh.pop())
for kind in sorted(set(made) | set(ended)):
    print('count', KINDS.get(kind, kind), made.get(kind, 0), ended.get(kind, 0))
)py";

constexpr const char* kNvimScript = R"lua(
local uv = vim.loop
local closed = 0
local function close(handle) handle:close(function() closed = closed + 1 end) end
for i = 1, 5 do
  local timer = uv.new_timer()
  timer:start(i, 0, function() close(timer) end)
end
for _, make in ipairs({ uv.new_idle, uv.new_prepare, uv.new_check, uv.new_tcp, uv.new_udp,
                        uv.new_fs_poll, uv.new_fs_event, uv.new_signal }) do
  close(make())
end
close(uv.new_pipe(false))
close(uv.new_async(function() end))
local never_closed = uv.new_timer()
local server = uv.new_tcp()
server:bind('127.0.0.1', 0)
server:listen(8, function()
  local peer = uv.new_tcp()
  server:accept(peer)
  close(peer)
  close(server)
end)
local client = uv.new_tcp()
client:connect('127.0.0.1', server:getsockname().port, function() close(client) end)
vim.wait(5000, function() return closed == 18 end)
vim.fn.system('exit 0')
vim.cmd('cquit 3')
)lua";

// libuv has one kind for what has two names here.
Counts byKind(const Counts& counts) {
  Counts kinds;
  for (const auto& [type, made] : counts) {
    const std::size_t server = type.find("SERVER");
    Made& kind = kinds[server == std::string::npos ? type : type.substr(0, server) + "WRAP"];
    kind.inits += made.inits;
    kind.ends += made.ends;
  }
  return kinds;
}

TEST(NvimCountTest, EveryKindOfHandleIsMadeAndEndsAsOftenAsGdbSeesIt) {
  const std::string nvim = findInstalled("nvim");
  const std::string gdb = findInstalled("gdb");
  if (nvim.empty() || gdb.empty()) GTEST_SKIP() << "apt-get install neovim gdb";
  const TempDir directory;
  const std::string session = directory.file("nvim.uvscope");
  const Outcome outcome =
      run(recording(session,
                    {gdb, "-nx", "-batch", "-x", directory.write("count.py", kCountingScript),
                     "--args", nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c",
                     "luafile " + directory.write("script.lua", kNvimScript)},
                    {"--quiet"}));
  const Counts seen = byKind(countsIn(outcome.output));
  if (seen.empty()) GTEST_SKIP() << "gdb may not trace here:\n" << outcome.errors;
  ASSERT_GE(seen.size(), 12U) << outcome.output << outcome.errors;
  SessionFacts facts(session);
  EXPECT_EQ(facts.contradictions(), Words{});
  Counts recorded = byKind(countsOf(facts));
  std::erase_if(recorded, [](const auto& entry) {
    return entry.first.find("REQ") != std::string::npos || entry.first == "WRITEWRAP" ||
           entry.first == "SHUTDOWNWRAP" || entry.first == "TCPCONNECTWRAP";
  });
  EXPECT_EQ(recorded, seen);
}

}  // namespace
}  // namespace uvscope::e2e
