// Loaded before a child process's program: acts at the n-th call of the file system's functions.
// FAULT is `kill:N`, or `CODE:FUNCTION`, which makes calls of one function fail; what was called is listed on stderr.

import { writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const [what, where] = process.env.FAULT.split(':');
let calls = 0;

function wrap(owner, name, label) {
  const original = owner[name];
  owner[name] = function faulty(...args) {
    calls += 1;
    if (what === 'kill' && calls === Number(where)) process.kill(process.pid, 'SIGKILL');
    writeSync(2, `${label}\n`);
    if (what !== 'kill' && label === where) {
      return Promise.reject(Object.assign(new Error(`${what}: made up`), { code: what }));
    }
    return original.apply(this, args);
  };
}

const handle = await fs.open(process.execPath);
const prototype = Object.getPrototypeOf(handle);
await handle.close();
for (const name of ['stat', 'readFile', 'writeFile', 'chmod', 'chown', 'sync', 'close']) {
  wrap(prototype, name, `handle.${name}`);
}
for (const name of ['open', 'access', 'rename', 'link', 'unlink', 'rm', 'readdir', 'lstat', 'realpath', 'mkdir']) {
  wrap(fs, name, name);
}
syncBuiltinESMExports();
