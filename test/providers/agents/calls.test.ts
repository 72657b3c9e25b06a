import { describe, expect, it } from 'vitest';
import { readCall } from '../../../providers/agents/arguments.ts';
import { agents } from '../../../providers/agents/index.ts';
import type { LaunchPlan } from '../../../src/model/launch.ts';
import { launchContext } from './context.ts';

function planOf(line: string): LaunchPlan & { readonly typed: readonly string[] } {
  const [name, ...typed] = line.split(' ');
  const agent = agents.find((one) => one.name === name);
  if (agent === undefined) throw new Error(`no agent ${name}`);
  return { ...agent.plan(launchContext({ args: typed, env: { ANTHROPIC_API_KEY: 'k' } })), typed };
}

/** Calls of one agent, each a line of words. */
const callsOf = (agent: string, ...lines: readonly string[]) => lines.map((line) => `${agent} ${line}`);

/** Calls that ask no model: nothing of ours goes with them and nothing is said. */
const silent = [
  ...callsOf('claude', 'logs 8ee97a64', 'stop 8ee97a64', 'kill 8ee97a64', 'rm 8ee97a64', 'mcp list', 'config get a'),
  ...callsOf('claude', 'mcp add x -- y --settings z', 'doctor', 'update', 'upgrade', 'install stable', 'setup-token'),
  ...callsOf('claude', 'plugin list', 'plugins list', 'auth status', 'auto-mode defaults', 'gateway', 'project purge'),
  ...agents.flatMap(({ name }) => callsOf(name, '--help', '-h', '--version')),
  ...['claude -v', 'codex -V', 'opencode -v', 'gemini -v', 'pi -v'],
  ...callsOf('claude', 'purge', 'import', '--model opus mcp list', '--allowedTools Read Edit --verbose mcp list'),
  ...callsOf('codex', 'login', 'logout', 'mcp list', 'plugin list', 'completion bash', 'update', 'doctor', 'apply'),
  ...callsOf('codex', 'sandbox -- ls', 'debug models', 'archive x', 'delete x', 'unarchive x', 'features list', 'help'),
  ...callsOf('codex', 'exec-server', 'app-server generate-ts --out x', 'app-server proxy', '-m gpt-6 -c a=b mcp list'),
  ...callsOf('opencode', 'completion', 'mcp list', 'debug config', 'providers list', 'auth list', 'upgrade', 'models'),
  ...callsOf('opencode', 'uninstall', 'stats', 'export x', 'import x', 'session list', 'plugin x', 'plug x', 'db'),
  ...callsOf('opencode', '--log-level DEBUG models'),
  ...callsOf('gemini', 'mcp list', 'extensions list', 'extension list', 'skills list', 'skill list', 'hooks migrate'),
  ...callsOf('gemini', 'hook migrate', 'gemma status', '-m x mcp list'),
  ...callsOf('pi', 'install x', 'remove x', 'uninstall x', 'update', 'list', 'config', 'auth login', 'mcp list'),
];

/** Words that are a subcommand in front, and a prompt behind an option: the agent asks the model. */
const prompts = [
  ...callsOf('claude', '-p stop', '--model opus logs', '-c rm', '--verbose kill x', '--verbose daemon status'),
  ...callsOf('claude', '-p mcp list', '--print doctor', '--verbose -p plugin list', '-p attach', '--model x respawn'),
];

/** Calls whose requests are made after the launch, or by something that it did not start. */
const elsewhere = [
  ...callsOf('claude', 'agents', 'attach 8ee97a64', 'respawn --all', 'daemon status', 'remote-control'),
  ...callsOf('claude', 'self-hosted-runner', '--bg hi', '--background hi', '-p hi --bg', '--model opus --bg hi'),
  ...callsOf('claude', '--resume x --bg', '--desktop', '-w --tmux', '--tmux=classic -w', '--cloud hi'),
  ...callsOf('claude', '--environment e', 'ultrareview 12'),
  ...callsOf('codex', 'app-server daemon start', 'remote-control', 'remote-control start', 'agents', 'cloud list'),
  ...callsOf('codex', '--remote ws://a:1', 'resume --remote unix://', 'queue --thread a --message b'),
  ...callsOf('opencode', 'attach http://a:4096', 'run --attach http://a:4096 hi', 'run --attach=http://a hi'),
];

/** Calls that ask a model and end with the launch. */
const pointed = [
  ...['claude', 'claude -p hi', 'claude fix the bug', 'claude -- mcp', 'claude --append-system-prompt --bg hi'],
  ...[
    'claude -p hi -- --bg',
    'claude --debug mcp list',
    'claude --teleport x',
    'claude mcp serve',
    'claude plugin eval',
  ],
  ...['claude auto-mode critique', 'claude hello', 'claude some-new-verb x', 'claude -n logs'],
  ...['codex', 'codex exec hi', 'codex e hi', 'codex review', 'codex resume --last', 'codex fork', 'codex mcp-server'],
  ...['codex app-server', 'codex app-server --listen ws://127.0.0.1:1', 'codex remote-control --no-daemon'],
  ...['codex agents --no-daemon', 'codex fix it', 'codex -m login hi', 'codex -- login'],
  ...['opencode', 'opencode run hi', 'opencode serve', 'opencode web', 'opencode acp', 'opencode pr 1', 'opencode .'],
  ...['opencode agent create', 'opencode github run', 'opencode -m stats', 'opencode --prompt attach'],
  ...['gemini', 'gemini -p hi', 'gemini -p mcp', 'gemini fix it', 'gemini --acp', 'gemini -e mcp'],
  ...['pi', 'pi -p hi', 'pi --mode rpc', 'pi fix it', 'pi -p list'],
  ...['aider', 'aider --message hi', 'aider --gui', 'aider config.py'],
];

describe('a call of an agent', () => {
  it.each(silent)('goes as typed where it asks no model: %s', (line) => {
    const { typed, ...plan } = planOf(line);
    expect(plan).toMatchObject({ direct: true, args: typed, env: {}, upstreams: {}, notes: [] });
  });

  it.each(elsewhere)('goes as typed, with one line, where it outlives the launch or asks elsewhere: %s', (line) => {
    const { typed, ...plan } = planOf(line);
    expect(plan).toMatchObject({ direct: true, args: typed, env: {}, upstreams: {} });
    expect(plan.notes).toEqual([expect.stringMatching(/not pointed at headroom|do not come through headroom/)]);
  });

  it.each(pointed)('is pointed at the proxy where it asks a model: %s', (line) => {
    const plan = planOf(line);
    expect(plan.direct).toBeUndefined();
    expect(JSON.stringify([plan.args, plan.env])).toContain('http://127.0.0.1:9');
    expect(plan.args.slice(plan.args.length - plan.typed.length)).toEqual(plan.typed);
  });

  it.each(['hello', 'some-new-verb x', 'mcp serve', 'auto-mode critique', 'plugin eval'])(
    'has nothing of ours before or after a bare first word: claude %s',
    (line) => expect(planOf(`claude ${line}`).args).toEqual(line.split(' ')),
  );
});

describe('reading a call', () => {
  const grammar = { valued: ['-m'], optional: ['-d'], many: ['-i'] };

  it.each([
    ['a b', ['a', 'b'], []],
    ['-m a b', ['b'], ['-m']],
    ['-m -x b', ['b'], ['-m']],
    ['-m=a b', ['b'], ['-m=a']],
    ['-d a b', ['b'], ['-d']],
    ['-d -x b', ['b'], ['-d', '-x']],
    ['-i a b -x c', ['c'], ['-i', '-x']],
    ['-x - a', ['-', 'a'], ['-x']],
    ['a -- b -c', ['a'], []],
    ['-m', [], ['-m']],
  ])('tells options, values and words apart: %s', (line, words, options) => {
    expect(readCall(line.split(' '), grammar)).toEqual({ words, options });
  });
});

describe('a word that is no subcommand where it is typed', () => {
  it.each(prompts)('goes through the proxy: %s', (line) => {
    const { direct, args, env } = planOf(line);
    expect([direct, JSON.stringify([args, env]).includes('http://127.0.0.1:9')]).toEqual([undefined, true]);
  });
});
