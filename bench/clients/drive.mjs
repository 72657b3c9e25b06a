// One run of a program against the simulated provider, directly or through proxies, with a relay on either side.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startProxyProcess } from '../lib/proxy.mjs';
import { startFront } from './front.mjs';

/** Milliseconds after which a run of a program is ended. */
const timeLimit = 120_000;

/** The proxy leaves tools' output as it is, so that breakpoints are all that it inserts into a body. */
export const noShortening = ['--min-tokens', '1000000000'];

/**
 * Runs a program once.
 * @param run.program file and arguments of the script, in the folder that has its packages
 * @param run.material the script's input
 * @param run.scenario what the provider answers
 * @param run.proxies the number of proxies, used in turn, on one state folder; 0 for a direct run
 * @param run.refusal returns the message of a refusal for a body, see `startFront`
 * @param run.home the state folder, and `run.port` the provider's visible port, of a run that this one continues
 * @param run.before is called with a request's number and the proxies before it is sent
 */
export async function drive(run) {
  const {
    mock,
    folder,
    proxies: count = 0,
    args = noShortening,
    home = mkdtempSync(path.join(folder, 'state-')),
  } = run;
  const { startMockProvider } = await import(pathToFileURL(path.join(mock, 'mock-provider.mjs')).href);
  const provider = await startMockProvider({ scenario: run.scenario });
  const upstream = await startFront({ to: () => provider.url, refusal: run.refusal, port: run.port });
  const start = () => startProxyProcess({ upstream: upstream.url, home, args });
  const proxies = [];
  while (proxies.length < count) proxies.push(await start());
  const front = await startFront({
    async to(number) {
      if (count === 0) return upstream.url;
      await run.before?.(number, proxies, start);
      return proxies[number % count].url;
    },
  });
  try {
    const ended = await runProgram({ ...run, url: front.url });
    return {
      ...ended,
      client: front.records.map(({ text }) => text),
      sent: upstream.records,
      records: provider.records,
      home,
      port: upstream.port,
    };
  } finally {
    for (const proxy of proxies) await proxy.stop();
    for (const server of [front, upstream, provider]) await server.close();
  }
}

async function runProgram({ program, material, folder, dir, url }) {
  const file = path.join(folder, 'material.json');
  writeFileSync(file, JSON.stringify(material));
  const [script, ...args] = program;
  const child = spawn(process.execPath, [path.join(dir, 'programs', script), ...args, file], {
    cwd: dir,
    env: { PATH: process.env.PATH, HOME: folder, ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'sk-ant-api03-mock-key' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeLimit);
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (part) => {
      printed[stream] += part;
    });
  }
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  return { exit: code ?? signal, ...printed };
}
