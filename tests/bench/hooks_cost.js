'use strict';
// hooks_cost.cpp for Node: node hooks_cost.js WORKLOAD none|empty
//
// Prints the smaller of the processor time and the time passed, in nanoseconds an operation: other
// programs lengthen the one, Node's own helper threads the other.
const { AsyncLocalStorage, AsyncResource, createHook } = require('async_hooks');

const BATCH = 1000;
const [workload, mode] = process.argv.slice(2);

let sum = 0;
const count = () => { sum++; };
const pass = (value) => { sum++; return value; };

const resource = new AsyncResource('BENCH');
const storage = new AsyncLocalStorage();

// Each makes BATCH operations and calls `last` in the last of them.
const workloads = {
  immediate(last) {
    for (let i = 1; i < BATCH; i++) setImmediate(count);
    setImmediate(last);
  },
  then(last) {
    let promise = Promise.resolve(0);
    for (let i = 1; i < BATCH; i++) promise = promise.then(pass);
    promise.then(last);
  },
  async await(last) {
    for (let i = 0; i < BATCH; i++) {
      await 0;
      count();
    }
    last();
  },
  tick(last) {
    for (let i = 1; i < BATCH; i++) process.nextTick(count);
    process.nextTick(last);
  },
  timeout(last) {
    for (let i = 1; i < BATCH; i++) setTimeout(count, 1);
    setTimeout(last, 1);
  },
  scope(last) {
    for (let i = 0; i < BATCH; i++) resource.runInAsyncScope(pass, null, i);
    last();
  },
  resource(last) {
    for (let i = 0; i < BATCH; i++) {
      new AsyncResource('BENCH').emitDestroy();
      count();
    }
    last();
  },
  getStore(last) {
    storage.run(1, () => { for (let i = 0; i < BATCH; i++) sum += storage.getStore(); });
    last();
  },
};
const operations = { tick: 3e5, timeout: 3e5, scope: 3e6, getStore: 1e7 }[workload] ?? 1e6;

if (!(workload in workloads) || !['none', 'empty'].includes(mode)) {
  console.error('usage: node hooks_cost.js WORKLOAD none|empty');
  process.exit(2);
}
if (mode === 'empty') {
  createHook({ init() {}, before() {}, after() {}, destroy() {} }).enable();
}

let left = operations;
const started = process.hrtime.bigint();
const used = process.cpuUsage();
(function next() {
  setImmediate(() => workloads[workload](() => {
    if ((left -= BATCH) > 0) {
      next();
      return;
    }
    const passed = Number(process.hrtime.bigint() - started);
    const { user, system } = process.cpuUsage(used);
    console.log((Math.min(passed, 1000 * (user + system)) / operations).toFixed(3));
    process.exit(sum === 0 ? 1 : 0);
  }));
})();
