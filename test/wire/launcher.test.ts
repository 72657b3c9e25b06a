import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../harness/fake-upstream.ts';
import { type Ended, type Running, startProgram } from '../harness/program.ts';

const fakeAgent = fileURLToPath(new URL('../fixtures/agents/asking-agent.mjs', import.meta.url));
const agents = ['claude', 'codex', 'aider'] as const;
type Agent = (typeof agents)[number];

let folder: string;
let upstream: FakeUpstream;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-launcher-'));
  for (const name of ['bin', 'home', 'project']) mkdirSync(path.join(folder, name));
  for (const name of agents) symlinkSync(fakeAgent, path.join(folder, 'bin', name));
  const files = {
    'home/.profile': 'export MINE=1\n',
    'home/.claude/settings.json': '{ "model": "opus", "env": {} }\n',
    'home/.codex/config.toml': '# mine\nmodel = "gpt-6.1-sol"\n',
    'home/.aider.conf.yml': 'dark-mode: true\n',
    'project/CLAUDE.md': '# Project\r\n',
    'project/src/main.ts': 'export {};\n',
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  upstream = await startFakeUpstream();
});
afterAll(async () => {
  await upstream?.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** What the fake agent says of itself. */
type Report = {
  readonly name: Agent;
  readonly pid: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly cwd: string;
  readonly base: string;
  readonly status: number;
};

type Launch = Running & { report(): Promise<Report> };

/** Runs `headroom wrap` in the project, in a process group of its own, as a shell starts a job. */
async function wrap(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Launch> {
  const running = await startProgram(['wrap', ...words], {
    cwd: path.join(folder, 'project'),
    detached: true,
    env: {
      PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env.PATH}`,
      HOME: path.join(folder, 'home'),
      HEADROOM_HOME: path.join(folder, 'state'),
      ...env,
    },
  });
  return { ...running, report: async () => JSON.parse(await running.line()) as Report };
}

/** An agent behind our fake upstream. */
const wrapAgent = (agent: Agent, env: Readonly<Record<string, string>> = {}) =>
  wrap(['--anthropic-url', upstream.url, '--openai-url', upstream.url, agent], env);

/** What the agents asked: a launch itself looks whether a base URL on loopback is a headroom already. */
const asked = () => upstream.requests.filter(({ method }) => method === 'POST').map(({ target }) => target);

/** Everything below home and project: kind, mode, time of the last change, content. */
function snapshot(): Record<string, string> {
  const entries = ['home', 'project'].flatMap((top) =>
    readdirSync(path.join(folder, top), { recursive: true, encoding: 'utf8' }).map((name) => path.join(top, name)),
  );
  return Object.fromEntries(
    entries.map((name) => {
      const status = statSync(path.join(folder, name));
      const content = status.isFile() ? readFileSync(path.join(folder, name), 'latin1') : '';
      return [name, `${status.mode.toString(8)} ${status.mtimeMs} ${content}`];
    }),
  );
}

async function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const answers = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answers;
}

/** Processes that run this program for our state folder, where the system tells. */
function ownProcesses(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((name) => {
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'latin1');
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1');
      return environment.includes(`HEADROOM_HOME=${path.join(folder, 'state')}\0`) && command.includes('headroom.js');
    } catch {
      return false;
    }
  });
}

/** Checks within two seconds that nothing of ours runs and that the proxies do not answer. */
async function checkGone(urls: readonly string[]): Promise<void> {
  const left = async () => [
    ...ownProcesses(),
    ...(await Promise.all(urls.map(async (url) => ((await isListening(url)) ? [url] : [])))).flat(),
  ];
  for (let round = 0; round < 20 && (await left()).length > 0; round++) await sleep(100);
  expect(await left()).toEqual([]);
}

/** One way for a launch to end: what the agent does or what happens to it, and the exit code that must come of it. */
const endings: readonly {
  readonly name: string;
  /** Whom it happens to: how a launch ends does not depend on the agent. */
  readonly to: readonly Agent[];
  readonly does: string;
  readonly happens?: (launch: Launch, report: Report) => void;
  readonly ends: Pick<Ended, 'code' | 'signal'>;
}[] = [
  { name: 'exit 0', to: agents, does: 'exit 0', ends: { code: 0, signal: null } },
  { name: 'exit 7', to: ['aider'], does: 'exit 7', ends: { code: 7, signal: null } },
  {
    name: 'SIGINT from the terminal',
    to: ['codex'],
    does: 'wait',
    happens: ({ child }) => process.kill(-(child.pid as number), 'SIGINT'),
    ends: { code: 128 + constants.signals.SIGINT, signal: null },
  },
  {
    name: 'SIGTERM to the agent',
    to: ['claude'],
    does: 'wait',
    happens: (_launch, { pid }) => process.kill(pid, 'SIGTERM'),
    ends: { code: 128 + constants.signals.SIGTERM, signal: null },
  },
  {
    name: 'SIGKILL to the launcher',
    to: ['claude', 'aider'],
    does: 'wait',
    happens({ child }, { pid }) {
      child.once('exit', () => process.kill(pid, 'SIGKILL'));
      child.kill('SIGKILL');
    },
    ends: { code: null, signal: 'SIGKILL' },
  },
];

describe('a wrapped agent', () => {
  it.each(endings)('T63 clean home: $name', async ({ to, does, happens, ends }) => {
    const before = snapshot();
    const seenBefore = asked().length;
    const bases = await Promise.all(
      to.map(async (agent) => {
        const launch = await wrapAgent(agent, { FAKE_DO: does });
        if (does !== 'wait') launch.child.stdin?.end();
        const report = await launch.report();
        expect(report).toMatchObject({ name: agent, status: 200 });
        happens?.(launch, report);
        const { code, signal, stderr } = await launch.ended;
        expect({ code, signal, stderr }, agent).toEqual({ ...ends, stderr: '' });
        return report.base;
      }),
    );
    expect(asked().length - seenBefore).toBe(to.length);
    expect(snapshot()).toEqual(before);
    await checkGone(bases);
  });

  it('T64 two at once: each has a port of its own, and one goes on when the other is killed', async () => {
    const launches = await Promise.all([
      wrapAgent('claude', { FAKE_DO: 'wait' }),
      wrapAgent('claude', { FAKE_DO: 'wait' }),
    ]);
    const [killed, other] = launches;
    const [first, second] = await Promise.all(launches.map((launch) => launch.report()));
    expect(first?.base).not.toBe(second?.base);
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    expect(await isListening(first?.base as string)).toBe(false);
    other.child.stdin?.write('\n');
    expect(JSON.parse(await other.line(2))).toEqual({ base: second?.base, status: 200 });
    process.kill(first?.pid as number, 'SIGKILL');
    process.kill(second?.pid as number, 'SIGTERM');
    expect((await other.ended).code).toBe(143);
    await checkGone([first?.base as string, second?.base as string]);
  });

  it('T65 arguments, input and environment arrive; the base URL that was set is the upstream', async () => {
    const words = ['-p', 'a b', '--output-format', 'json', '', '--port', "it's $HOME", '--', '-x'];
    const launch = await wrap(['claude', '--', ...words], {
      ANTHROPIC_BASE_URL: `${upstream.url}/`,
      HTTPS_PROXY: 'http://corp.example:3128',
      NO_PROXY: 'corp.example',
    });
    const input = 'line 1\nline 2, no end';
    launch.child.stdin?.end(input);
    const before = asked().length;
    const { code, stdout, stderr } = await launch.ended;
    const report = JSON.parse(stdout) as Report; // One JSON value is all of it: nothing else was printed.
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(report.argv.slice(-words.length)).toEqual(words);
    expect(report).toMatchObject({ stdin: input, cwd: path.join(folder, 'project'), status: 200 });
    expect(report.base).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(report.base).not.toBe(upstream.url);
    expect(asked().slice(before)).toEqual(['/v1/messages?beta=true']);
    expect(report.env).toMatchObject({
      HTTPS_PROXY: 'http://corp.example:3128',
      NO_PROXY: 'corp.example,127.0.0.1,localhost',
      no_proxy: 'corp.example,127.0.0.1,localhost',
    });
    const [first = ''] = (report.env.PATH ?? '').split(path.delimiter);
    expect(path.dirname(first)).toBe(path.join(folder, 'state', 'shims'));
  });

  it('tells without a terminal what went wrong, and no savings', async () => {
    const silent = await wrap(['--', 'true']);
    const quiet = await wrap(['--quiet', '--', 'true']);
    for (const { child } of [silent, quiet]) child.stdin?.end();
    expect((await silent.ended).stderr).toMatch(/^headroom: no request came through; likely reason: [^\n]+\n$/);
    expect((await quiet.ended).stderr).toBe('');
  });

  it('T65 --dry-run names the upstream and starts nothing', async () => {
    const before = upstream.requests.length;
    const { ended } = await wrap(['--dry-run', 'claude', '-p', 'a b'], { ANTHROPIC_BASE_URL: 'http://corp.example/' });
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^upstream +anthropic http:\/\/corp\.example$/m);
    expect(stdout).toMatch(/^command +claude .* -p 'a b'$/m);
    expect(upstream.requests.length).toBe(before);
  });
});

describe('an agent with a configuration of its own', () => {
  const cases: readonly {
    readonly name: string;
    readonly key: string;
    readonly config: (url: string) => string;
    readonly flags?: (url: string) => readonly string[];
  }[] = [
    {
      name: 'openai_base_url',
      key: 'openai_base_url',
      config: (url) => `# where we go\nopenai_base_url = "${url}/v1"  # corp\r\nmodel = "gpt-6.1-sol"\n`,
    },
    {
      name: 'a provider',
      key: 'model_providers.corp.base_url',
      config: (url) =>
        [
          'model_provider = "corp"',
          'openai_base_url = "http://127.0.0.1:9/v1"',
          '[model_providers.corp]  # ours',
          `base_url = '${url}/v1'`,
          'env_key = "CORP_KEY"',
          '[model_providers.headroom]',
          'base_url = "http://127.0.0.1:9/v1"',
          '',
        ].join('\n'),
    },
    {
      name: 'a provider that another product left behind',
      key: 'model_providers.headroom.base_url',
      config: (url) => `model_provider = "headroom"\n[model_providers.headroom]\nbase_url = "${url}/v1"\n`,
    },
    {
      name: 'a file that is no TOML',
      key: 'openai_base_url',
      config: () => '{\n  // JSON5, by mistake\n  model_provider: "corp",,\n',
      flags: (url) => ['--openai-url', url],
    },
  ];

  it('T66 the file stays, the provider stays, and requests reach us', async () => {
    await Promise.all(cases.map((one, index) => check(one, `/corp${index}`)));
  });

  /** Runs one case behind a path of the upstream that is its own. */
  async function check({ name, key, config, flags }: (typeof cases)[number], base: string): Promise<void> {
    const url = upstream.url + base;
    const file = write(`codex${base}/config.toml`, config(url));
    const { mtimeMs } = statSync(file);
    const launch = await wrap([...(flags?.(url) ?? []), 'codex', 'exec', 'hi'], { CODEX_HOME: path.dirname(file) });
    launch.child.stdin?.end();
    const { code, stdout, stderr } = await launch.ended;
    expect({ code, stderr }, name).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout) as Report;
    expect(report.status, name).toBe(200);
    expect(new URL(report.base).port, name).not.toBe(String(upstream.port));
    expect(asked().filter((target) => target.startsWith(base))).toEqual([`${base}/v1/responses`]);
    expect(report.argv).toContain(`${key}=${JSON.stringify(report.base)}`);
    expect(
      report.argv.some((word) => word.startsWith('model_provider=')),
      name,
    ).toBe(false);
    expect(report.argv.slice(-2)).toEqual(['exec', 'hi']);
    expect(readFileSync(file, 'utf8')).toBe(config(url));
    expect(statSync(file).mtimeMs, name).toBe(mtimeMs);
    expect(readdirSync(path.dirname(file))).toEqual(['config.toml']);
  }
});
