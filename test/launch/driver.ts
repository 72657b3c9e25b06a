// Runs one launch, as `commands/wrap.ts` does: driver.ts STATE_FOLDER PROGRAM ARGS…
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anyCommand } from '../../providers/agents/any/launch.ts';
import { directPlan } from '../../providers/agents/direct.ts';
import { currentEnvironment } from '../../src/launch/spawn.ts';
import { runWrapped } from '../../src/launch/wrap.ts';
import { HeadroomError } from '../../src/model/errors.ts';
import type { AgentLauncher } from '../../src/model/launch.ts';

const [stateFolder = '', program = '', ...args] = process.argv.slice(2);
const env = currentEnvironment();
const any = anyCommand(program);
const launcher: AgentLauncher = {
  ...any,
  plan: (context) => (env.FAKE_NOTE ? directPlan(program, context.args, env.FAKE_NOTE) : any.plan(context)),
  signalsGroup: env.FAKE_GROUP === '1',
};

// A launcher that is slow to see that it was continued, as on a busy machine.
if (env.FAKE_SLOW) process.on('SIGCONT', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000));

async function startProxy() {
  if (env.FAKE_NOTE) throw new Error('expected no proxy for a call that is left as it is');
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    if (env.FAKE_FAULT) setImmediate(() => Promise.reject(new Error('a fault of ours')));
    if (env.FAKE_FAULT) process.emitWarning('a warning of Node');
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    configure: () => ['api.example.test', 'other.example.test'],
    savings: async () => ({ requests, line: `${requests} requests` }),
    notices: () => (env.FAKE_NOTICE ? [env.FAKE_NOTICE] : []),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

try {
  process.exitCode = await runWrapped({
    launcher,
    context: { args, env, cwd: process.cwd(), home: env.HOME ?? '/', stateFolder, readFile: () => undefined },
    startProxy,
    report: () => {},
    warn: (line) => process.stderr.write(`warned: ${line}\n`),
    tell: env.FAKE_QUIET ? undefined : (line, kind) => process.stderr.write(`${kind}: ${line}\n`),
  });
} catch (error) {
  if (!(error instanceof HeadroomError)) throw error;
  process.stderr.write(`${error.message}; ${error.hint}\n`);
  process.exitCode = error.exitCode;
}
