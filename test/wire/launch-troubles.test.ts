import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { databaseName } from '../../src/store/database.ts';
import { builtEntry } from '../harness/build.ts';
import { type FakeUpstream, startFakeUpstream } from '../harness/fake-upstream.ts';
import { type Ended, startProgram } from '../harness/program.ts';

const agentFile = (name: string) => fileURLToPath(new URL(`../fixtures/agents/${name}.mjs`, import.meta.url));
const agents = { claude: 'asking-agent', codex: 'fake-agent', gemini: 'fake-agent', pi: 'fake-agent' };
/** Gives a program a terminal where there is none; its options are those of util-linux. */
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** The line of savings after one request of the fake agent. */
const savings = /^headroom: saved nothing in 1 request(; outputs left as they were: .+)?$/;

let upstream: FakeUpstream;
let folder: string;
let state: string;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream?.close());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-troubles-'));
  state = path.join(folder, 'state');
  mkdirSync(path.join(folder, 'bin'));
  mkdirSync(state, { mode: 0o700 });
  for (const [name, file] of Object.entries(agents)) symlinkSync(agentFile(file), path.join(folder, 'bin', name));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const environment = (env: Readonly<Record<string, string>> = {}) => ({
  PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env.PATH}`,
  HOME: folder,
  HEADROOM_HOME: state,
  ...env,
});

/** Runs `headroom wrap` to its end, without a terminal. */
async function wrap(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> {
  const { child, ended } = await startProgram(['wrap', ...words], { cwd: folder, env: environment(env) });
  child.stdin?.end();
  return ended;
}

/** The lines that `headroom wrap` leaves on a terminal. */
async function linesOnTerminal(...wrapped: readonly string[]): Promise<readonly string[]> {
  const words = [process.execPath, await builtEntry(), 'wrap', '--anthropic-url', upstream.url, ...wrapped];
  const command = `${words.map((word) => `'${word}'`).join(' ')} < /dev/null`;
  const options = { env: environment(), cwd: folder };
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile('script', ['-qec', command, '/dev/null'], options, (error, output) =>
      error === null ? resolve(output) : reject(error),
    ).stdin?.end();
  });
  return stdout.split(/\r?\n/).filter((line) => line !== '');
}

describe('a launch with a base URL that is none', () => {
  it.each([[['claude']], [['--dry-run', 'claude']]])('ends with 2 and one line: wrap %j', async (words) => {
    const { code, stdout, stderr } = await wrap(words, {
      ANTHROPIC_BASE_URL: 'me:s3cret@localhost:4000',
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('headroom: expected an http or https URL in ANTHROPIC_BASE_URL, found "***@localhost:4000"\n');
  });
});

describe('a launch with a bad value in config.json', () => {
  it.each([[['claude']], [['--dry-run', 'claude']]])('says so in one line: wrap %j', async (words) => {
    writeFileSync(path.join(state, 'config.json'), '{ "minTokens": "many" }');
    const { code, stderr } = await wrap(['--anthropic-url', upstream.url, ...words]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^headroom: .+minTokens.+ expected [^\n]+, found [^\n]+\n$/);
  });
});

describe('the line before an agent starts', () => {
  it.skipIf(!hasTerminal).each([
    ['codex', ' → api.openai.com or chatgpt.com'],
    ['pi', ''],
  ])('names the hosts that requests may go to, where they are known: %s', async (agent, hosts) => {
    const [first] = await linesOnTerminal(agent);
    expect(first?.replace(/:\d+/, ':PORT')).toBe(`headroom on 127.0.0.1:PORT${hosts}; figures: headroom stats`);
  });
});

describe('a launch on a port that is busy', () => {
  it('names who holds it, and ends with 1', async () => {
    const server = createServer((socket) => void socket.end('SSH-2.0-other\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const { code, stdout, stderr } = await wrap(['--port', String(port), 'claude']);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(
        new RegExp(`^headroom: port ${port} is in use by another program; choose another with [^\\n]+\\n$`),
      );
    } finally {
      server.close();
    }
  });
});

describe('a launch whose state folder cannot be written', () => {
  beforeEach(() => {
    rmSync(state, { recursive: true });
    writeFileSync(state, 'a file of mine\n');
  });

  it('starts an agent that can do without our file, names it to nobody, and says at the end that it is missing', async () => {
    const mine = path.join(folder, 'defaults.json');
    const { code, stdout, stderr } = await wrap(['gemini'], {
      FAKE_DO: 'report',
      GEMINI_CLI_SYSTEM_DEFAULTS_PATH: mine,
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^headroom: expected to write .+, found: .+ is a file; the agent was started without it$/m);
    const { env } = JSON.parse(stdout) as { readonly env: Readonly<Record<string, string>> };
    expect(env.GOOGLE_GEMINI_BASE_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(env.GEMINI_CLI_SYSTEM_DEFAULTS_PATH).toBe(mine);
  });

  it.skipIf(!hasTerminal)('tells on the terminal what the agent did without', async () => {
    const lines = await linesOnTerminal('gemini');
    expect(lines).toEqual([
      expect.stringMatching(/^headroom on 127\.0\.0\.1:\d+ → generativelanguage\.googleapis\.com; .+$/),
      expect.stringMatching(/^headroom: no request came through; .+$/),
      expect.stringMatching(
        /^headroom: expected to write .+\.json, found: .+ is a file; the agent was started without it$/,
      ),
      expect.stringContaining(`found: ${state} is a file; set HEADROOM_HOME to a folder that can be written (since `),
    ]);
  });

  it('does not start an agent that needs our file', async () => {
    const { code, stdout, stderr } = await wrap(['pi'], { FAKE_DO: 'report' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^headroom: expected to write .+, which the agent is to read, found: .+ is a file; set [^\n]+\n$/,
    );
  });
});

describe('a launch whose store cannot be written to its end', () => {
  it.skipIf(!hasTerminal)('says so last, with what is lost', async () => {
    mkdirSync(path.join(state, databaseName));
    const lines = await linesOnTerminal('claude');
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(savings),
      expect.stringMatching(
        /^headroom: store: expected .+ \(since \d\d:\d\d:\d\d\); 1 request lost to the ledger; new output is sent as it is$/,
      ),
    ]);
  });
});

describe('a launch through a proxy that ran before', () => {
  it.skipIf(!hasTerminal)('tells how the store of that proxy is', async () => {
    const home = path.join(folder, 'in-the-way');
    writeFileSync(home, 'a file of mine\n');
    const args = ['proxy', '--port', '0', '--anthropic-url', upstream.url];
    const proxy = await startProgram(args, { cwd: folder, env: environment({ HEADROOM_HOME: home }) });
    try {
      const url = await proxy.line();
      await vi.waitFor(() => expect(proxy.stderr()).toContain('store: '), { timeout: 20_000 });
      const [first, , ...last] = await linesOnTerminal('--anthropic-url', url, 'claude');
      expect(first).toBe(`headroom on ${new URL(url).host}; figures: headroom stats`);
      expect(last).toEqual([
        `headroom: requests went through the headroom that runs at ${url}`,
        expect.stringMatching(/^headroom: store: expected .+; new output is sent as it is$/),
      ]);
    } finally {
      proxy.child.kill('SIGKILL');
      await proxy.ended;
    }
  });
});

describe('a launch whose store fails', () => {
  const damaged = 'this is no database\n'.repeat(500);
  beforeEach(() => writeFileSync(path.join(state, databaseName), damaged));

  it.skipIf(!hasTerminal)('tells it once on the terminal, after the agent has ended', async () => {
    const lines = await linesOnTerminal('claude');
    expect(lines[0]).toMatch(/^headroom on 127\.0\.0\.1:\d+ → 127\.0\.0\.1:\d+; figures: headroom stats$/);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ name: 'claude', status: 200 });
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(savings),
      expect.stringMatching(/^headroom: expected a database at .+, found it damaged; kept as .+, started a new one$/),
    ]);
  });

  it.skipIf(!hasTerminal)('tells nothing with --quiet', async () => {
    expect(await linesOnTerminal('--quiet', 'claude')).toHaveLength(1);
  });

  it('tells what went wrong, and no savings, where there is no terminal', async () => {
    const { code, stderr } = await wrap(['--anthropic-url', upstream.url, 'claude']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^headroom: expected a database at [^\n]+, found it damaged; [^\n]+\n$/);
  });
});
