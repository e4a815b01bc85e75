// An echo over TCP, files, a child, a worker of the pool, name lookup, timers.
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
