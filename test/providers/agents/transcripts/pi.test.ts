import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { piTranscripts } from '../../../../providers/agents/pi/transcript.ts';
import { callsOf, contextOf, only, readAll, snapshot } from './reading.ts';

const recorded = readFileSync(path.join('test', 'fixtures', 'transcripts', 'pi', 'session.jsonl'), 'utf8');
let home: string;

beforeEach(() => {
  home = path.join(mkdtempSync(path.join(tmpdir(), 'headroom-pi-')), 'home');
});
afterEach(() => rmSync(path.dirname(home), { recursive: true, force: true }));

type Line = Readonly<Record<string, unknown>>;
const header = { type: 'session', version: 3, id: 'session-1', timestamp: '2026-11-30T11:00:00.000Z', cwd: '/work' };

function put(name: string, lines: readonly (Line | string)[], folder = path.join(home, '.pi', 'agent', 'sessions')) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
}

async function read(lines: readonly (Line | string)[]) {
  put('--work--/one.jsonl', [header, ...lines]);
  const [first] = await readAll(piTranscripts, contextOf(home));
  return first ?? expect.unreachable();
}

const entry = (id: string, message: Line) => ({ type: 'message', id, timestamp: '2026-11-30T11:00:09.000Z', message });
const usage = { input: 1, output: 2, cacheRead: 4, cacheWrite: 8 };
const asks = (id: string, call = 'call_1', name = 'bash') =>
  entry(id, {
    ...{ role: 'assistant', model: 'a-model', timestamp: 1000, usage },
    content: [{ type: 'toolCall', id: call, name, arguments: { command: 'make' } }],
  });
const gets = (id: string, text: string, isError: boolean, toolCallId = 'call_1') =>
  entry(id, { role: 'toolResult', toolCallId, content: [{ type: 'text', text }], isError, timestamp: 2000 });

describe('a session as pi 0.73 writes it', () => {
  test('tells its calls, with the exit code out of the text', async () => {
    put('--home-dev-acme-stock--/one.jsonl', recorded.trimEnd().split('\n'));
    const [first] = await readAll(piTranscripts, contextOf(home));
    const { session, events } = first ?? expect.unreachable();
    expect(session).toEqual({
      agent: 'pi',
      id: '01a22c23-5973-75b6-b8dd-93cfbea93393',
      root: '7e3b9274 2026-11-30T11:07:23.942Z',
      isSubAgent: false,
      folder: '/home/dev/acme-stock',
    });
    const calls = callsOf(events);
    expect(calls.map(({ tool, failed, exitCode }) => [tool, failed, exitCode])).toEqual([
      ['bash', false, undefined],
      ['bash', true, 127],
      ['read', true, undefined],
      ['bash', true, 1],
      ['bash', false, undefined],
      ['bash', true, 1],
      ['bash', false, undefined],
    ]);
    expect(calls[1]).toEqual({
      id: 'toolu_01h56qb5Vd5zv1SMx5zZ5Z53',
      tool: 'bash',
      input: { command: 'acme-check --all' },
      action: { kind: 'command', command: 'acme-check --all' },
      output: '/bin/bash: line 1: acme-check: command not found\n',
      outputLength: 49,
      failed: true,
      exitCode: 127,
      start: 1796036844521,
      end: 1796036844619,
      model: 'claude-sonnet-4-5',
      folder: '/home/dev/acme-stock',
    });
    expect(calls[5]?.output).toBe('');
  });

  test('tells what each request billed and what the person typed', async () => {
    put('--home-dev-acme-stock--/one.jsonl', recorded.trimEnd().split('\n'));
    const [first] = await readAll(piTranscripts, contextOf(home));
    const events = first?.events ?? [];
    expect(only(events, 'request')).toHaveLength(8);
    expect(only(events, 'request')[1]).toEqual({
      kind: 'request',
      id: 'msg_01dbyLU7YBzI3AybgpFNB6lD',
      usage: { uncached: 0, write: 114, writeLong: 0, read: 1356, output: 40 },
      model: 'claude-sonnet-4-5',
      time: 1796036844521,
    });
    expect(only(events, 'userTurn')).toEqual([
      { kind: 'userTurn', text: 'Run the checks of the project and repair what is broken.', time: 1796036844023 },
      { kind: 'userTurn', text: 'And once more, please.', time: 1796037106885 },
    ]);
  });
});

describe('calls', () => {
  test.each([
    [
      'a success that printed such a line',
      'bash',
      'Command exited with code 3',
      false,
      ['Command exited with code 3', undefined],
    ],
    ['a failure that printed nothing', 'bash', 'Command exited with code 3', true, ['', 3]],
    [
      'a line in the middle',
      'bash',
      'a\n\nCommand exited with code 3\nb',
      true,
      ['a\n\nCommand exited with code 3\nb', undefined],
    ],
    ['another tool', 'read', 'a\n\nCommand exited with code 3', true, ['a\n\nCommand exited with code 3', undefined]],
    ['a stop', 'bash', 'half\n\nCommand aborted', true, ['half\n\nCommand aborted', undefined]],
  ] as const)('%s', async (_, tool, text, isError, expected) => {
    const { events } = await read([asks('a', 'call_1', tool), gets('b', text, isError)]);
    expect(callsOf(events).map((call) => [call.output, call.exitCode])).toEqual([expected]);
    expect(callsOf(events)[0]?.failed).toBe(isError);
  });

  test('that got no result are unanswered, also where their name is used again', async () => {
    const { events } = await read([
      asks('a'),
      asks('b'),
      gets('c', 'fine', false),
      gets('d', 'stray', false),
      asks('e', 'call_2'),
    ]);
    expect(callsOf(events).map(({ id, unanswered, output }) => [id, unanswered, output])).toEqual([
      ['call_1', true, ''],
      ['call_1', undefined, 'fine'],
      ['call_2', true, ''],
    ]);
  });
});

describe('other entries', () => {
  test('an answer that was not billed is no request', async () => {
    const zeros = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
    const answer = (id: string, told: Line) => entry(id, { role: 'assistant', content: [], usage: told });
    const { events } = await read([answer('a', zeros), answer('b', usage)]);
    expect(events).toMatchObject([
      { kind: 'request', id: 'b', usage: { uncached: 1, write: 8, writeLong: 0, read: 4, output: 2 } },
    ]);
  });

  test('a compaction is told; broken lines are counted; what the person ran or an extension wrote is no turn', async () => {
    const { events } = await read([
      { type: 'compaction', id: 'c', timestamp: '2026-11-30T11:00:09.000Z', summary: 'So far', tokensBefore: 900 },
      entry('d', { role: 'bashExecution', command: 'ls', output: 'a', exitCode: 0 }),
      { type: 'custom_message', id: 'e', content: 'injected' },
      entry('f', { role: 'user', content: 'plain' }),
      '{"type":"mess',
    ]);
    expect(events).toEqual([
      { kind: 'compaction', time: Date.parse('2026-11-30T11:00:09.000Z'), tokensBefore: 900 },
      { kind: 'userTurn', text: 'plain', time: Date.parse('2026-11-30T11:00:09.000Z') },
      { kind: 'broken' },
    ]);
  });

  test('a fork tells only what is new in it, under the root of the first', async () => {
    const shared = [asks('a'), gets('b', 'first', false)];
    put('--work--/1.jsonl', [header, ...shared]);
    put('--work--/2.jsonl', [
      { ...header, id: 'session-2', parentSession: '/gone' },
      ...shared,
      asks('c', 'call_2'),
      gets('d', 'second', false, 'call_2'),
    ]);
    const found = await readAll(piTranscripts, contextOf(home));
    expect(found.flatMap(({ events }) => callsOf(events).map(({ output }) => output))).toEqual(['first', 'second']);
    expect(found.flatMap(({ events }) => only(events, 'request'))).toHaveLength(2);
    expect(new Set(found.map(({ session }) => session.root)).size).toBe(1);
    expect(found.map(({ session }) => session.id)).toEqual(['session-1', 'session-2']);
  });
});

test('sessions are looked for where the environment says, and left as they are', async () => {
  const elsewhere = path.join(home, 'elsewhere');
  put('--work--/one.jsonl', [header, asks('a')]);
  put('sessions/two.jsonl', [{ ...header, id: 'two' }, asks('b')], elsewhere);
  put('three.jsonl', [{ ...header, id: 'three' }, asks('c')], path.join(home, 'flat'));
  const before = snapshot(home);
  const ids = async (env: Readonly<Record<string, string>>) =>
    (await readAll(piTranscripts, contextOf(home, env))).map(({ session }) => session.id).sort();
  expect(await ids({})).toEqual(['session-1']);
  expect(await ids({ PI_CODING_AGENT_DIR: elsewhere })).toEqual(['two']);
  expect(await ids({ PI_CODING_AGENT_DIR: '~/elsewhere' })).toEqual(['two']);
  expect(await ids({ PI_CODING_AGENT_SESSION_DIR: '~/flat' })).toEqual(['session-1', 'three']);
  expect(snapshot(home)).toEqual(before);
});
