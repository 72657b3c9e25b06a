// One run of Aider against the simulated provider, directly or through the proxy, in a network that has loopback only.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { driveAgent, scenariosFor } from '../agents/drive.mjs';

const inside = fileURLToPath(new URL('./aider-inside.mjs', import.meta.url));

/** Parts that always differ between two runs: hashes of commits, durations of tests, addresses. */
const volatile = /0x[0-9a-f]+|\b[0-9a-f]{7,40}\b|\d+\.\d+ ?s(ec)?\b|\d\d:\d\d:\d\d|[A-Z][a-z]{2} [A-Z][a-z]{2} \d+/g;

/** A text of Aider's without the parts that always differ. */
export const settled = (text) => text.replaceAll(volatile, '#');

/** Runs Aider without `--cache-prompts` once: a failing test, two fixes, a docstring, a question. */
export function driveAider({ mock, folder, programs, proxied }) {
  const place = mkdtempSync(path.join(folder, 'aider-'));
  const home = path.join(folder, 'home'); // the same in every run: tests print it
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  const parts = JSON.stringify({ mock, place, home, programs, proxied });
  const run = spawnSync('./netns.sh', [process.execPath, inside, parts], {
    cwd: path.join(mock, 'drive'),
    env: { ...process.env, DNS_LOG: path.join(place, 'dns.log') },
    encoding: 'utf8',
  });
  const file = path.join(place, 'bodies.json');
  if (!existsSync(file)) throw new Error(`expected a run of aider, found: ${run.stderr.slice(-400)}`);
  return { ...JSON.parse(readFileSync(file, 'utf8')), ...outcome(path.join(place, 'out')) };
}

/** Runs it once as a user does, under `headroom wrap`, which shortens the outputs of its commands too. */
export function driveWrapped({ mock, folder, programs }) {
  const [scenario] = scenariosFor('aider', mock, true);
  driveAgent({ agent: 'aider', scenario, wrapped: true, programs, mock, folder });
  const ended = outcome(path.join(folder, 'wrapped', 'out'));
  const sent = ended.records.map(({ body }) => ({ text: JSON.stringify(body) }));
  return { ...ended, client: [], sent };
}

/** What the driver recorded of a run. */
function outcome(folder) {
  const read = (name) => readFileSync(path.join(folder, name), 'utf8');
  const { timedOut, signal, code } = JSON.parse(read('result.json'));
  return {
    exit: timedOut ? 'timed out' : (signal ?? code),
    stdout: settled(read('stdout.txt').replaceAll(/^Tokens: .*$/gm, '')),
    stderr: read('stderr.txt'),
    records: read('requests.jsonl')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .filter(({ body }) => body !== undefined), // a proxy checks whether its upstream answers
  };
}
