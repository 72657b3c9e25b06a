import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { geminiTranscripts } from '../../../../providers/agents/gemini/transcript.ts';
import { callsOf, contextOf, only, readAll, snapshot } from './reading.ts';

const recorded = readFileSync(path.join('test', 'fixtures', 'transcripts', 'gemini', 'session.jsonl'), 'utf8');
const project = '/home/dev/acme-stock';
let home: string;
let own: string;

beforeEach(() => {
  home = path.join(mkdtempSync(path.join(tmpdir(), 'headroom-gemini-')), 'home');
  own = path.join(home, '.gemini', 'tmp', 'acme-stock');
});
afterEach(() => rmSync(path.dirname(home), { recursive: true, force: true }));

type Line = Readonly<Record<string, unknown>>;
const header = {
  sessionId: 'session-1',
  projectHash: createHash('sha256').update(project).digest('hex'),
  kind: 'main',
};

function put(name: string, lines: readonly (Line | string)[]): void {
  const file = path.join(own, 'chats', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
}

async function read(lines: readonly (Line | string)[]) {
  put('session-1.jsonl', [header, ...lines]);
  const [first] = await readAll(geminiTranscripts, contextOf(home));
  return first ?? expect.unreachable();
}

const wrapped = (text: string) => `<untrusted_context>\n${text}\n</untrusted_context>`;
const result = (response: Line) => [{ functionResponse: { id: 'x', name: 'x', response } }];
const command = (output: string, more: Line = {}) => ({
  id: 'call_1',
  name: 'run_shell_command',
  args: { command: 'make' },
  status: 'success',
  result: result({ output }),
  timestamp: '2026-11-30T11:00:02.000Z',
  ...more,
});
const tokens = { input: 100, output: 5, cached: 60, thoughts: 7, tool: 1, total: 113 };
const answer = (id: string, more: Line = {}) => ({
  ...{ id, timestamp: '2026-11-30T11:00:01.000Z', type: 'gemini', content: '', model: 'a-model', tokens },
  ...more,
});

describe('a session as Gemini CLI 0.61 writes it', () => {
  test('tells each call once, a command by the exit code in its text, though its status is success', async () => {
    put('session-1.jsonl', recorded.trimEnd().split('\n'));
    const [first] = await readAll(geminiTranscripts, contextOf(home));
    const calls = callsOf(first?.events ?? []);
    expect(calls.map(({ tool, failed, exitCode }) => [tool, failed, exitCode])).toEqual([
      ['run_shell_command', false, undefined],
      ['run_shell_command', true, 127],
      ['read_file', true, undefined],
      ['run_shell_command', true, 1],
      ['run_shell_command', false, undefined],
      ['run_shell_command', true, 1],
      ['run_shell_command', false, undefined],
    ]);
    expect(calls[1]).toEqual({
      id: 'run_shell_command__kjlvi9qz',
      tool: 'run_shell_command',
      input: { command: 'acme-check --all', description: 'Run a command' },
      action: { kind: 'command', command: 'acme-check --all' },
      output: '/usr/bin/bash: line 4: acme-check: command not found',
      outputLength: 52,
      failed: true,
      exitCode: 127,
      start: Date.parse('2026-11-30T11:09:01.007Z'),
      end: Date.parse('2026-11-30T11:09:01.055Z'),
      model: 'gemini-2.5-pro',
      folder: project,
    });
    expect(calls[2]?.output).toBe('File not found: /home/dev/acme-stock/packages/api/missing.js');
    expect(calls[5]?.output).toBe('');
    expect(calls[6]?.output).toMatch(/^Output too large\. [^\n]+\n2026-01-15 [\s\S]+ in 41\.27s$/);
  });

  test('tells each request once, and what the person typed, though two lines repeat the whole history', async () => {
    put('session-1.jsonl', recorded.trimEnd().split('\n'));
    const [first] = await readAll(geminiTranscripts, contextOf(home));
    const { session, events } = first ?? expect.unreachable();
    const id = 'af8bc355-675a-4efb-98a5-06d477e220fc';
    expect(session).toEqual({ agent: 'gemini', id, root: id, isSubAgent: false, folder: project });
    expect(only(events, 'request')).toHaveLength(7);
    expect(only(events, 'request')[1]).toMatchObject({
      usage: { uncached: 238, write: 0, writeLong: 0, read: 12416, output: 79 },
      model: 'gemini-2.5-pro',
    });
    expect(only(events, 'userTurn').map(({ text }) => text)).toEqual([
      'Run the checks of the project and repair what is broken.',
      'And once more, please.',
    ]);
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['call', 'request', 'userTurn']));
  });
});

describe('a message that is written again', () => {
  test('is told as its last line has it', async () => {
    const { events } = await read([
      answer('a', { tokens: null }),
      answer('a', { toolCalls: [command('', { status: 'executing', result: null })] }),
      answer('a', { tokens: { ...tokens, output: 9 }, toolCalls: [command(wrapped('Output: made'))] }),
      answer('b'),
      answer('a', { toolCalls: [command('other')] }),
    ]);
    expect(events.map((event) => (event.kind === 'call' ? event.call.output : event.kind))).toEqual([
      'made',
      'request',
      'request',
    ]);
    expect(only(events, 'request').map(({ id, usage }) => [id, usage.output])).toEqual([
      ['a', 16],
      ['b', 12],
    ]);
  });

  test('bills what was not read from a cache apart, with what tools added', async () => {
    const { events } = await read([answer('a')]);
    expect(only(events, 'request')[0]?.usage).toEqual({ uncached: 41, write: 0, writeLong: 0, read: 60, output: 12 });
  });

  test('has calls that got no result when the agent was stopped', async () => {
    const { events } = await read([answer('a', { toolCalls: [command('', { status: 'executing', result: null })] })]);
    expect(callsOf(events)).toMatchObject([{ unanswered: true, failed: false, output: '' }]);
  });
});

describe('the history in a `$set` line', () => {
  const history = (...messages: readonly Line[]) => ({ $set: { messages } });

  test('tells answers that were not there, and no turn of a person', async () => {
    const user = { id: 'u', type: 'user', content: [{ text: 'do it' }] };
    const kept = answer('a', { toolCalls: [command('Output: a')] });
    const { events } = await read([
      user,
      kept,
      history({ ...user, id: 'renamed' }, kept, answer('b', { toolCalls: [command('Output: b')] })),
    ]);
    expect(callsOf(events).map(({ output }) => output)).toEqual(['a', 'b']);
    expect(only(events, 'userTurn')).toHaveLength(1);
  });

  test('with a summary of what came before is a compaction, once', async () => {
    const summary = {
      id: 's',
      type: 'user',
      timestamp: '2026-11-30T11:00:05.000Z',
      content: [{ text: 'So far:\n<state_snapshot>…</state_snapshot>' }],
    };
    const { events } = await read([answer('a'), history(summary, answer('a')), history(summary)]);
    expect(only(events, 'compaction')).toEqual([{ kind: 'compaction', time: Date.parse('2026-11-30T11:00:05.000Z') }]);
  });
});

describe('the output of a command', () => {
  test.each([
    ['nothing at its end', wrapped('Output: fine'), {}, ['fine', false, undefined]],
    ['an exit code', wrapped('Output: bad\nExit Code: 3\nProcess Group PGID: 7'), {}, ['bad', true, 3]],
    ['an error of the shell', wrapped('Output: (empty)\nError: spawn\nExit Code: 1'), {}, ['', true, 1]],
    ['a signal', wrapped('Output: before\nSignal: 9\nProcess Group PGID: 7'), {}, ['before', true, undefined]],
    [
      'processes behind it',
      wrapped('Output: a\nBackground PIDs: 8, 9\nProcess Group PGID: 7'),
      {},
      ['a', false, undefined],
    ],
    [
      'an exit code, where something else is shown',
      wrapped('Output: bad\nExit Code: 3\nProcess Group PGID: 7'),
      { resultDisplay: 'Exit Code: 3' },
      ['bad', true, 3],
    ],
    [
      'an exit code that the command printed',
      wrapped('Output: log\nExit Code: 3\nProcess Group PGID: 7'),
      { resultDisplay: 'log\nExit Code: 3' },
      ['log\nExit Code: 3', false, undefined],
    ],
    [
      'an exit code that the command printed, cut in the middle',
      `Output too large. Showing some.\n${wrapped(`Output: a\n...\n${'x'.repeat(1200)}\nExit Code: 3\nProcess Group PGID: 7`)}`,
      { resultDisplay: `a\n${'x'.repeat(9000)}\nExit Code: 3` },
      [`Output too large. Showing some.\na\n...\n${'x'.repeat(1200)}\nExit Code: 3`, false, undefined],
    ],
    [
      'no exit code, but a line like one in it',
      wrapped('Output: Exit Code: 3\nfine'),
      {},
      ['Exit Code: 3\nfine', false, undefined],
    ],
    [
      'words of the agent instead',
      'Command was cancelled by user.',
      { status: 'cancelled' },
      ['Command was cancelled by user.', true, undefined],
    ],
  ] as const)('with %s', async (_, output, more, expected) => {
    const { events } = await read([answer('a', { toolCalls: [command(output, more)] })]);
    expect(callsOf(events).map((call) => [call.output, call.failed, call.exitCode])).toEqual([expected]);
  });

  test('of another tool is left as it is', async () => {
    const output = 'Output: text\nExit Code: 3';
    const { events } = await read([answer('a', { toolCalls: [command(output, { name: 'read_file' })] })]);
    expect(callsOf(events)).toMatchObject([{ output, failed: false }]);
  });

  test('is found at once however many lines look like an end', async () => {
    const output = `Output: ${'\nError: x\nExit Code: 1\nSignal: 9'.repeat(100_000)}\nlast`;
    const { events } = await read([answer('a', { toolCalls: [command(output)] })]);
    expect(callsOf(events)).toMatchObject([{ failed: false, outputLength: output.length - 'Output: '.length }]);
  });
});

describe('where a session belongs', () => {
  test('a sub-agent to the session whose name its folder has, and no person writes to it', async () => {
    const text = { id: 'u', type: 'user', content: [{ text: 'look at it' }] };
    put('session-1.jsonl', [header, text]);
    put('parent-1/agent-1.jsonl', [{ ...header, sessionId: 'agent-1', kind: 'subagent' }, text, answer('a')]);
    const found = await readAll(geminiTranscripts, contextOf(home));
    const agent = found.find(({ session }) => session.isSubAgent);
    expect(agent?.session).toMatchObject({ id: 'parent-1/agent-1', root: 'parent-1' });
    expect(agent?.events.map(({ kind }) => kind)).toEqual(['request']);
  });

  test.each([
    ['the file beside it', project, '', project],
    [
      'what the model was told',
      '',
      `- **Workspace Directories:**\n  - /elsewhere\n  - ${project}\n- **More**\n`,
      project,
    ],
    ['neither, where the hash is of another', '/elsewhere', '', undefined],
  ])('its folder is known from %s', async (_, marked, told, expected) => {
    mkdirSync(own, { recursive: true });
    writeFileSync(path.join(own, '.project_root'), marked);
    const context = { id: 'c', type: 'user', content: [{ text: `<session_context>\n${told}</session_context>` }] };
    const { session, events } = await read([
      { $set: { messages: [context] } },
      answer('a', { toolCalls: [command('Output: a', { args: { command: 'make', dir_path: 'packages' } })] }),
    ]);
    expect(session.folder).toBe(expected);
    expect(callsOf(events)[0]?.folder).toBe(expected && `${expected}/packages`);
    expect(only(events, 'userTurn')).toEqual([]);
  });

  test('what a person typed is told as typed, without commands to the agent itself', async () => {
    const typed = (id: string, content: unknown, displayContent?: unknown) => ({
      id,
      type: 'user',
      content,
      displayContent,
    });
    const { events } = await read([
      typed('1', [{ text: 'see @a.txt\n--- file ---' }], [{ text: 'see @a.txt' }]),
      typed('2', 'plain'),
      typed('3', [{ text: '/stats' }]),
      typed('4', [{ functionResponse: {} }]),
      { id: '5', type: 'info', content: 'Update available' },
      '{"id":',
    ]);
    expect(only(events, 'userTurn').map(({ text }) => text)).toEqual(['see @a.txt', 'plain']);
    expect(only(events, 'broken')).toHaveLength(1);
  });

  test('nothing changes where transcripts are, and another home is looked into when it is named', async () => {
    put('session-1.jsonl', [header, answer('a')]);
    const before = snapshot(home);
    const env = { GEMINI_CLI_HOME: home };
    expect(await readAll(geminiTranscripts, contextOf('/nowhere/at/all', env))).toHaveLength(1);
    expect(await readAll(geminiTranscripts, contextOf('/nowhere/at/all'))).toEqual([]);
    expect(snapshot(home)).toEqual(before);
  });
});
