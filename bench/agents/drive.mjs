// One run of a real agent against the simulated provider, in a network namespace that has loopback only.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { built } from '../lib/project.mjs';
import { ownFiles, pathsIn } from './snapshot.mjs';

/** The provider's port, the same in both arms, so that settings with it are the same too. */
const port = 18_080;
const terminal = fileURLToPath(new URL('./terminal.py', import.meta.url));

/** Settings that are in the home before an agent starts. */
const settings = {
  claude: [],
  codex: ['.codex/config.toml'],
  opencode: ['.config/opencode/opencode.json'],
  gemini: ['.gemini/settings.json'],
  pi: ['.pi/agent/models.json'],
  aider: ['.gitconfig'],
};

/**
 * Aider is pointed at the provider by its environment: the user's own switches, which the driver gives by default, are
 * kept verbatim and win, and the agent would bypass the proxy.
 */
const aiderBase = [
  '--no-base',
  ...Object.entries({
    ANTHROPIC_API_BASE: '$BASE',
    OPENAI_BASE_URL: '$BASE/v1',
    GEMINI_API_BASE: '$BASE/v1beta',
  }).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ...['--file', '.gitconfig=[user]\n\tname = Dev\n\temail = dev@example.test\n'],
];

/** The task of an agent: a scenario, and for Aider, which has no tools, what is typed. */
export function scenariosFor(agent, mock, quick) {
  const scenario = (name) => ['--scenario', path.join(mock, 'scenarios', name)];
  if (agent === 'aider') {
    const session = ['--stdin', `@${path.join(mock, 'scenarios', 'aider', 'session.txt')}`];
    const tests = ['--auto-test', '--test-cmd', 'pytest test_stock.py'].flatMap((arg) => ['--arg', arg]);
    const args = [...scenario('aider.json'), ...session, ...tests, ...aiderBase];
    const all = [
      { name: 'aider', args, saves: true },
      { name: 'aider, terminal', args, terminal: true, saves: true },
    ];
    return quick ? all.slice(0, 1) : all;
  }
  const names = quick ? ['medium-outputs'] : ['medium-outputs', 'big-outputs'];
  return names.map((name) => ({ name, args: scenario(`${name}.json`), saves: name === 'medium-outputs' }));
}

/**
 * Runs an agent once, wrapped or not, and returns what it did.
 * @param node the Node that runs an agent written for it; this one by default
 */
export function driveAgent({ agent, scenario, wrapped, programs, node = process.execPath, mock, folder }) {
  const place = path.join(folder, wrapped ? 'wrapped' : 'direct');
  const home = path.join(folder, 'home');
  for (const old of [place, home]) rmSync(old, { recursive: true, force: true });
  for (const made of [path.join(place, 'bin'), home]) mkdirSync(made, { recursive: true });
  const bin = path.join(place, 'bin');
  writeStarter({ agent, wrapped, programs, node, place, onTerminal: scenario.terminal });
  const drive = ['drive.mjs', '--client', agent, '--bin', bin, '--home', home, '--out', path.join(place, 'out')];
  const fixed = ['--mock-port', String(port), '--timeout', '170'];
  const run = spawnSync('./netns.sh', [process.execPath, ...drive, ...fixed, ...scenario.args], {
    cwd: path.join(mock, 'drive'),
    env: { ...process.env, DNS_LOG: path.join(place, 'dns.log') },
    encoding: 'utf8',
  });
  const file = path.join(place, 'out', 'result.json');
  if (!existsSync(file)) throw new Error(`expected a run of ${agent}, found: ${run.stderr.slice(-400)}`);
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const records = readFileSync(path.join(place, 'out', 'requests.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean);
  const answers = records.map((line) => JSON.parse(line).answer).filter((answer) => answer?.kind === 'main');
  return {
    exit: result.timedOut ? 'timed out' : (result.signal ?? result.code),
    calls: answers.flatMap((answer) => answer.calls),
    failures: Object.entries(result.stats.statuses).filter(([status]) => Number(status) >= 500),
    ...tokens(result.stats),
    paths: pathsIn(home),
    own: ownFiles(home, settings[agent]),
  };
}

/** A script with the agent's name that starts it, directly or through `headroom wrap`, in the same surroundings. */
function writeStarter({ agent, wrapped, programs, node, place, onTerminal }) {
  const search = `${programs}:${path.dirname(node)}:/usr/local/bin:/usr/bin:/bin`;
  const through = `'${process.execPath}' '${built('bin', 'headroom.js')}' wrap ${agent} --`;
  const command = `${onTerminal ? `python3 '${terminal}' ` : ''}${wrapped ? through : `'${path.join(programs, agent)}'`}`;
  const onScreen = onTerminal ? 'export TERM=xterm-256color GIT_PAGER=cat\n' : ''; // a pager would wait for a key
  const state = wrapped ? `export HEADROOM_HOME='${path.join(place, 'state')}'\n` : '';
  const file = path.join(place, 'bin', agent);
  writeFileSync(file, `#!/bin/sh\nexport PATH='${search}'\n${onScreen}${state}exec ${command} "$@"\n`);
  chmodSync(file, 0o755);
}

/** Prompt tokens over all dialects, and those of them that were not read from a cache. */
function tokens({ anthropic, openai, gemini }) {
  const fresh = anthropic.input + anthropic.creation + openai.input - openai.cached + gemini.input - gemini.cached;
  return { prompt: fresh + anthropic.read + openai.cached + gemini.cached, fresh };
}
