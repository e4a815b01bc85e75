// Debian's own Node.js, which uses the shared libuv, as scripts/unpack-node has put it beside.
#include <algorithm>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

constexpr const char* kNode = UVSCOPE_DEBIAN_NODE;

// An echo over TCP, files, a child, a worker of the pool, name lookup, timers.
constexpr const char* kScript = R"js(
const fs = require('fs'), net = require('net'), crypto = require('crypto');
const lines = [];
const server = net.createServer((socket) => socket.on('data', (data) => socket.end(data)));
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => client.write('echo'));
  client.on('data', (data) => lines.push('got ' + data));
  client.on('close', () => server.close());
});
const ticks = setInterval(() => { if (lines.push('tick') > 20) clearInterval(ticks); }, 2);
setTimeout(() => fs.stat('/', (error, stat) => lines.push('directory ' + stat.isDirectory())), 10);
fs.promises.readFile('/proc/self/comm', 'utf8').then((name) => lines.push('read ' + name.trim()));
crypto.pbkdf2('secret', 'salt', 10, 16, 'sha256', (error, key) => lines.push(key.toString('hex')));
require('child_process').execFile('/bin/sh', ['-c', 'echo child; exit 4'],
    (error, out) => lines.push(out.trim() + ' ' + error.code));
process.on('exit', () => {
  clearInterval(ticks);
  console.log(lines.filter((line) => line !== 'tick').sort().join('\n'));
  process.exitCode = 3;
});
)js";

TEST(NodeTest, RunsAsEverAndShowsWhatItDoes) {
  ASSERT_EQ(access(kNode, X_OK), 0)
      << "Debian's Node.js is not there: scripts/unpack-node build/debian-node fetches it, which "
         "needs the package archive";
  const TempDir directory;
  const Words command{kNode, directory.write("script.js", kScript)};
  const Outcome plain = run(command);
  ASSERT_EQ(plain.status, 3) << plain.output << plain.errors;
  const std::string session = directory.file("node.uvscope");
  const Outcome recorded = run(recording(session, command, {"--quiet"}));
  EXPECT_EQ(recorded.status, plain.status);
  EXPECT_EQ(recorded.output, plain.output);
  EXPECT_EQ(recorded.errors, plain.errors);

  SessionFacts facts(session);
  EXPECT_TRUE(facts.info().finished);
  EXPECT_EQ(facts.info().exit_status, 3);
  EXPECT_EQ(facts.info().dropped, 0U);
  EXPECT_EQ(facts.contradictions(), Words{});
  EXPECT_EQ(facts.ofType("TCPSERVERWRAP").size(), 1U);
  EXPECT_EQ(facts.ofType("TCPWRAP").size(), 2U) << "either end of the connection";
  EXPECT_EQ(facts.ofType("PROCESSWRAP").size(), 1U);
  EXPECT_FALSE(facts.ofType("FSREQCALLBACK").empty());
}

}  // namespace
}  // namespace uvscope::e2e
