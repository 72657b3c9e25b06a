import { cpSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codexTranscripts } from '../../../../providers/agents/codex/transcript.ts';
import {
  callsOf,
  contextOf,
  fixtures,
  only,
  readAll,
  snapshot,
  temporaryFolder,
  turnsOf,
  writeLines,
} from './reading.ts';

function realHome(): string {
  const home = temporaryFolder();
  cpSync(path.join(fixtures, 'codex'), path.join(home, '.codex'), { recursive: true });
  return home;
}

async function realSessions() {
  const all = await readAll(codexTranscripts, contextOf(realHome()));
  return [...all].sort((one, other) => (one.file < other.file ? -1 : 1));
}

const timestamp = '2026-04-10T20:02:04.500Z';
const line = (type: string, payload: object) => ({ timestamp, type, payload });
const event = (type: string, payload: object = {}) => line('event_msg', { type, ...payload });
const item = (type: string, payload: object = {}) => line('response_item', { type, ...payload });
const meta = (id: string, more: object = {}) =>
  line('session_meta', { id, cwd: '/home/dev/app', cli_version: '0.125.0', source: 'cli', ...more });
const call = (call_id: string, input: object | string, name = 'exec_command') =>
  typeof input === 'string'
    ? item('custom_tool_call', { call_id, name, input })
    : item('function_call', { call_id, name, arguments: JSON.stringify(input) });
const output = (call_id: string, text: unknown) => item('function_call_output', { call_id, output: text });
const exec = (call_id: string, exit_code: number, more: object = {}) =>
  event('exec_command_end', { call_id, exit_code, status: exit_code === 0 ? 'completed' : 'failed', ...more });
const header = (told: string) => `Chunk ID: 1a\nWall time: 0.1 seconds\n${told}\nOriginal token count: 1\nOutput:\n`;
const script = (...commands: readonly string[]) =>
  commands.map((command) => `await tools.exec_command({cmd: ${JSON.stringify(command)}});`).join('\n');
const ran = (command: string, exit_code: number) =>
  event('item_completed', {
    item: {
      type: 'CommandExecution',
      id: 'exec-1',
      command: ['/bin/bash', '-lc', command],
      cwd: 'file:///home/dev/a%20b',
      status: exit_code === 0 ? 'completed' : 'failed',
      exit_code,
    },
  });
const scriptOutput = (call_id: string, text: string, how = 'completed') =>
  item('custom_tool_call_output', {
    call_id,
    output: [
      { type: 'input_text', text: `Script ${how}\nWall time 0.1 seconds\nOutput:\n` },
      { type: 'input_text', text },
    ],
  });
const counts = (input: number, cached: number, out: number) => ({
  input_tokens: input,
  cached_input_tokens: cached,
  output_tokens: out,
  total_tokens: input + out,
});
const count = (total: object, last: object = counts(9, 9, 9)) =>
  event('token_count', { info: { total_token_usage: total, last_token_usage: last } });

/** Reads sessions, in this order in time. */
async function read(files: Readonly<Record<string, readonly unknown[]>>) {
  const home = temporaryFolder();
  const named = Object.entries(files).map(([name, lines]) => [`rollout-2026-04-10T20-02-04-${name}.jsonl`, lines]);
  writeLines(path.join(home, '.codex/sessions/2026/04/10'), Object.fromEntries(named));
  return readAll(codexTranscripts, contextOf(home));
}

async function eventsOf(...lines: readonly unknown[]) {
  const [only_] = await read({ one: [meta('one'), ...lines] });
  return only_?.events ?? [];
}

async function outcomes(...lines: readonly unknown[]) {
  return callsOf(await eventsOf(...lines)).map(({ id, failed, exitCode }) => [id, failed, exitCode]);
}

describe('sessions of Codex 0.169', () => {
  it('are read with the exit codes of the commands that their scripts ran', async () => {
    const [{ session, events }] = (await realSessions()) as [Awaited<ReturnType<typeof realSessions>>[number]];
    const id = '01a22c23-281f-7481-a714-3b1c921fdace';
    expect(session).toEqual({
      agent: 'codex',
      id,
      root: id,
      isSubAgent: false,
      version: '0.169.0',
      folder: '/home/dev/acme-stock',
    });
    const calls = callsOf(events);
    expect(calls.map(({ exitCode }) => exitCode).join(' ')).toBe('0 127 0 1 0 2 0 1 0 0 0 1 1 0 1 0 0 0');
    expect(calls.every(({ failed, exitCode }) => failed === (exitCode !== 0))).toBe(true);
    expect(calls[1]).toEqual({
      id: 'call_NpSUaSq2QJsG836dk0iQamIj',
      tool: 'exec',
      input: 'const r = await tools.exec_command({cmd: "acme-check --all"});\ntext(r.output);',
      action: { kind: 'command', command: 'acme-check --all' },
      output: '/bin/bash: line 1: acme-check: command not found\n',
      outputLength: 49,
      failed: true,
      exitCode: 127,
      start: Date.parse('2026-11-30T11:07:12.103Z'),
      end: Date.parse('2026-11-30T11:07:12.177Z'),
      model: 'gpt-6.1-sol',
      folder: '/home/dev/acme-stock',
    });
    expect(turnsOf(events)).toEqual([
      'Run the checks of the project and repair what is broken.',
      'And once more, please.',
    ]);
  });

  it('give the usage of each request once, as its record has it', async () => {
    const [{ events }] = (await realSessions()) as [Awaited<ReturnType<typeof realSessions>>[number]];
    const requests = only(events, 'request');
    expect(requests).toHaveLength(19);
    expect(requests[1]).toMatchObject({
      id: 'resp_0d64bcdeffafd0914b7ff47932e71e0d18a36f17550235954',
      usage: { uncached: 252, write: 0, writeLong: 0, read: 16000, output: 130 },
      model: 'gpt-6.1-sol',
    });
    const sum = requests.reduce((total, { usage }) => total + usage.uncached + usage.read, 0);
    expect(sum).toBe(374_895);
  });

  it('tell compactions, whose lines repeat the history, and nothing of that history', async () => {
    const [, second] = await realSessions();
    const { events } = second!;
    expect(only(events, 'compaction').map(({ tokensBefore }) => tokensBefore)).toEqual([17_150, 17_063]);
    expect(only(events, 'request')).toHaveLength(14);
    expect(callsOf(events)).toHaveLength(12);
    expect(callsOf(events).at(-1)).toMatchObject({ unanswered: true, failed: false });
    expect(turnsOf(events)).toEqual(['Run the checks anew.']);
  });

  it('of which two have calls of the same name are told whole', async () => {
    const ids = (await realSessions()).flatMap(({ events }) => callsOf(events)).map((each) => each.id);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBeLessThan(30);
  });

  it('may be read twice in a run, and are left as they are', async () => {
    const home = realHome();
    const before = snapshot(home);
    const context = contextOf(home);
    expect(await readAll(codexTranscripts, context)).toEqual(await readAll(codexTranscripts, context));
    expect(snapshot(home)).toEqual(before);
  });
});

describe('scripts of Codex', () => {
  it('that run at once get the exit codes of their own commands, in whatever order these end', async () => {
    const lines = [call('a', script('one'), 'exec'), call('b', script('two'), 'exec')];
    expect(
      await outcomes(...lines, ran('two', 2), scriptOutput('b', ''), ran('one', 0), scriptOutput('a', '')),
    ).toEqual([
      ['b', true, 2],
      ['a', false, 0],
    ]);
  });

  it('that run the same command at once get the exit codes by order', async () => {
    const lines = [call('a', script('one'), 'exec'), call('b', script('one'), 'exec')];
    expect(
      await outcomes(...lines, ran('one', 1), ran('one', 0), scriptOutput('a', ''), scriptOutput('b', '')),
    ).toEqual([
      ['a', true, 1],
      ['b', false, 0],
    ]);
  });

  it('that make up their command get the exit code by order', async () => {
    const made = 'for (const cmd of list) await tools.exec_command({cmd});';
    expect(await outcomes(call('a', made, 'exec'), ran('one', 0), ran('two', 3), scriptOutput('a', ''))).toEqual([
      ['a', true, 3],
    ]);
  });

  it('that run several commands have failed where one of these has', async () => {
    const [each] = callsOf(
      await eventsOf(call('a', script('one', 'two'), 'exec'), ran('one', 4), ran('two', 0), scriptOutput('a', 'x')),
    );
    expect(each).toMatchObject({ failed: true, exitCode: 4, output: 'x', folder: '/home/dev/a b' });
    expect(each?.action).toEqual({ kind: 'command', command: 'one\ntwo' });
  });

  it('whose command ends behind their output are told with its exit code', async () => {
    expect(
      await outcomes(
        call('a', script('one'), 'exec'),
        scriptOutput('a', '', 'running with cell ID 7'),
        ran('one', 5),
        call('b', script('two'), 'exec'),
        scriptOutput('b', ''),
      ),
    ).toEqual([
      ['a', true, 5],
      ['b', false, undefined],
    ]);
  });

  it('whose command never ends are told as they are, the first when there are many', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => [
      call(`call ${index}`, script(`run ${index}`), 'exec'),
      scriptOutput(`call ${index}`, 'x'),
    ]);
    const calls = callsOf(await eventsOf(...lines.flat(), ran('run 0', 1), ran('run 299', 1)));
    expect(calls).toHaveLength(300);
    expect(calls[0]).toMatchObject({ id: 'call 0', failed: false, output: 'x' });
    expect(calls.filter(({ failed }) => failed).map(({ id }) => id)).toEqual(['call 299']);
  });

  it('that broke off have failed', async () => {
    const lines = [call('a', script('one'), 'exec'), scriptOutput('a', 'Script error:\nx', 'failed')];
    expect(await outcomes(...lines)).toEqual([['a', true, undefined]]);
    const kinds = (await eventsOf(...lines, event('user_message', { message: 'go on' }))).map(({ kind }) => kind);
    expect(kinds).toEqual(['call', 'userTurn']);
  });

  it('that are waited for have the output that the later call was given', async () => {
    const lines = [
      call('a', script('one'), 'exec'),
      scriptOutput('a', 'first ', 'running with cell ID 7'),
      call('b', { cell_id: '7' }, 'wait'),
      scriptOutput('b', 'last'),
      ran('one', 0),
    ];
    const calls = callsOf(await eventsOf(...lines));
    expect(calls.map(({ id, output: text, exitCode }) => [id, text, exitCode])).toEqual([
      ['b', 'last', undefined],
      ['a', 'first last', 0],
    ]);
  });
});

describe('calls of Codex 0.118 to 0.142', () => {
  it('have the exit code of the event that names them, and no header in their output', async () => {
    const text = `Command: /bin/zsh -lc 'git commit -m "a\nb"'\n${header('Process exited with code 2')}boom\n`;
    const [each] = callsOf(
      await eventsOf(
        line('turn_context', { cwd: '/home/dev/app', model: 'gpt-5' }),
        call('a', { cmd: 'make', workdir: '/home/dev/app/sub' }),
        exec('a', 2),
        output('a', text),
      ),
    );
    expect(each).toMatchObject({
      tool: 'exec_command',
      action: { kind: 'command', command: 'make' },
      output: 'boom\n',
      outputLength: 5,
      failed: true,
      exitCode: 2,
      model: 'gpt-5',
      folder: '/home/dev/app/sub',
    });
  });

  it.each([
    ['a header alone', header('Process exited with code 128'), true, 128],
    ['a header of older versions', 'Exit code: 1\nWall time: 0 seconds\nOutput:\nx', true, 1],
    ['JSON', '{"output":"x","metadata":{"exit_code":3,"duration_seconds":0.1}}', true, 3],
    ['JSON of a success', '{"output":"x","metadata":{"exit_code":0}}', false, 0],
    ['JSON that a command printed', '{"output":', false, undefined],
    ['a text that only looks like a header', 'Wall time: long', false, undefined],
    ['the words of a command', 'Process exited with code 1', false, undefined],
    ['a refusal', 'exec_command failed for `x`: CreateProcess { message: "Rejected" }', true, undefined],
    ['arguments that do not fit', 'failed to parse function arguments: missing field', true, undefined],
    ['an interruption', 'aborted by user after 3.1s', true, undefined],
    ['a text about aborting', 'aborted builds: 3', false, undefined],
  ])('are judged by %s', async (_, text, failed, exitCode) => {
    expect(await outcomes(call('a', { cmd: 'x' }), output('a', text))).toEqual([['a', failed, exitCode]]);
  });

  it('that go on are told with the exit code and the output that a later call was given', async () => {
    const lines = [
      call('a', { cmd: 'npx x' }),
      output('a', `${header('Process running with session ID 80697')}first `),
      call('b', { session_id: 80697, chars: '' }, 'write_stdin'),
      output('b', `${header('Process running with session ID 80697')}then `),
      call('c', { session_id: 80697, chars: '' }, 'write_stdin'),
      output('c', `${header('Process exited with code 1')}last`),
    ];
    const calls = callsOf(await eventsOf(...lines));
    expect(calls.map(({ id, failed, exitCode, output: text }) => [id, failed, exitCode, text])).toEqual([
      ['a', true, 1, 'first then last'],
      ['c', false, undefined, 'last'],
      ['b', false, undefined, 'then '],
    ]);
  });

  it('that go on and print without end are held in part', async () => {
    const going = header('Process running with session ID 1');
    const polls = Array.from({ length: 5 }, (_, index) => [
      call(`p${index}`, { session_id: 1 }, 'write_stdin'),
      output(`p${index}`, `${going}${'x'.repeat(400_000)}`),
    ]);
    const calls = callsOf(await eventsOf(call('a', { cmd: 'x' }), output('a', going), ...polls.flat(), exec('a', 0)));
    const [each] = calls.filter(({ id }) => id === 'a');
    expect([each?.output.length, each?.outputLength]).toEqual([1_200_000, 2_000_000]);
  });

  it('that go on and are told to end by an event have its exit code', async () => {
    const lines = [call('a', { cmd: 'x' }), output('a', header('Process running with session ID 1')), exec('a', 9)];
    expect(await outcomes(...lines)).toEqual([['a', true, 9]]);
  });

  it.each([
    ['a patch that did not apply', 'patch_apply_end', { success: false }, true],
    ['a patch that applied', 'patch_apply_end', { success: true }, false],
    ["a server's error", 'mcp_tool_call_end', { result: { Err: 'x' } }, true],
    ["a server's tool that failed", 'mcp_tool_call_end', { result: { Ok: { isError: true } } }, true],
    ["a server's answer", 'mcp_tool_call_end', { result: { Ok: { content: [] } } }, false],
    ['a command that was declined', 'exec_command_end', { status: 'declined' }, true],
  ])('are judged by the event of %s', async (_, type, payload, failed) => {
    const lines = [call('a', '*** Update File: a.ts', 'apply_patch'), event(type, { call_id: 'a', ...payload })];
    const [each] = callsOf(await eventsOf(...lines, output('a', 'x')));
    expect(each).toMatchObject({ failed, action: { kind: 'edit', path: 'a.ts' }, output: 'x' });
  });

  it('without a result have not failed', async () => {
    expect(callsOf(await eventsOf(call('a', { cmd: 'x' })))[0]).toMatchObject({ unanswered: true, failed: false });
    expect(callsOf(await eventsOf(output('none', 'x'), exec('none', 1)))).toEqual([]);
  });

  it('keep all that a command printed', async () => {
    const printed = 'one\nOutput:\ntwo';
    const [each] = callsOf(await eventsOf(call('a', { cmd: 'x' }), output('a', printed)));
    expect(each?.output).toBe(printed);
  });

  it('keep arguments that are no JSON', async () => {
    const [each] = callsOf(await eventsOf(item('function_call', { call_id: 'a', name: 'x', arguments: '{' })));
    expect(each?.input).toBe('{');
  });
});

describe('usage of Codex', () => {
  const usagesOf = async (...lines: readonly unknown[]) =>
    only(await eventsOf(...lines), 'request').map(({ usage }) => [
      usage.uncached,
      usage.write,
      usage.read,
      usage.output,
    ]);

  it('is what the total grew by: counts that repeat the last request add nothing', async () => {
    const one = counts(100, 40, 10);
    const two = counts(250, 140, 15);
    expect(
      await usagesOf(event('token_count', { info: null }), count(one), count(one), count(two), count(two, one)),
    ).toEqual([
      [60, 0, 40, 10],
      [50, 0, 100, 5],
    ]);
  });

  it('is the last one where the total begins anew', async () => {
    const after = count(counts(20, 0, 1), counts(20, 5, 1));
    expect(await usagesOf(count(counts(100, 40, 10)), after)).toEqual([
      [60, 0, 40, 10],
      [15, 0, 5, 1],
    ]);
  });

  it('is that of the records where there are any', async () => {
    const record = (response_id: string, usage: object) => line('token_usage_record', { response_id, usage });
    expect(
      await usagesOf(
        record('r1', { ...counts(100, 40, 10), cache_write_input_tokens: 20 }),
        count(counts(100, 40, 10)),
        record('r1', { ...counts(100, 40, 10), cache_write_input_tokens: 20 }),
        record('r2', counts(10, 0, 1)),
      ),
    ).toEqual([
      [40, 20, 40, 10],
      [10, 0, 0, 1],
    ]);
  });
});

describe('what persons typed to Codex', () => {
  const message = (text: string, more = {}) => event('user_message', { message: text, ...more });
  const typedItem = (text: string) =>
    event('item_completed', { item: { type: 'UserMessage', content: [{ type: 'text', text }] } });

  it.each([
    ['a message', [message('fix it\n')], ['fix it']],
    ['an item', [typedItem('fix it')], ['fix it']],
    ['both of the same', [message('a'), typedItem('a'), message('a'), typedItem('a')], ['a', 'a']],
    ['the same twice', [message('yes'), message('yes')], ['yes', 'yes']],
    ['instructions', [message('x', { kind: 'user_instructions' })], []],
    ['an environment', [message('<environment_context>x</environment_context>')], []],
    [
      'an editor',
      [message('# Context from my IDE setup:\n\n## Open tabs:\n- a\n\n## My request for Codex:\nfix')],
      ['fix'],
    ],
    ['what the model is given', [item('message', { role: 'user', content: [{ type: 'input_text', text: 'x' }] })], []],
  ])('is found in %s', async (_, lines, turns) => {
    expect(turnsOf(await eventsOf(...lines))).toEqual(turns);
  });
});

describe('sessions of Codex that go back to others', () => {
  const history = [event('user_message', { message: 'go' }), call('a', { cmd: 'x' }), exec('a', 1), output('a', 'x')];
  const compacted = line('compacted', { message: '', replacement_history: history });
  const used = count(counts(100, 0, 1));

  it.each([[['one', 'two', 'three']], [['three', 'two', 'one']]])('tell copies once, read as %j', async (order) => {
    const files = {
      one: [meta('one'), ...history, used, compacted],
      two: [meta('two', { forked_from_id: 'one' }), meta('one'), ...history, used, compacted, call('b', { cmd: 'y' })],
      three: [meta('three', { forked_from_id: 'two' }), meta('two'), meta('one'), ...history, used, compacted],
    } as const;
    const all = await read(Object.fromEntries(order.map((name) => [name, files[name as keyof typeof files]])));
    expect(all.map(({ session }) => session.id)).toEqual(order);
    expect(all.map(({ session }) => session.root)).toEqual(['one', 'one', 'one']);
    const events = all.flatMap((each) => each.events);
    expect(
      callsOf(events)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['a', 'b']);
    expect([turnsOf(events), only(events, 'request').length, only(events, 'compaction').length]).toEqual([
      ['go'],
      1,
      1,
    ]);
  });

  it('tell calls of their own that have the name of another', async () => {
    const all = await read({
      one: [meta('one'), ...history],
      two: [meta('two', { forked_from_id: 'one' }), call('a', { cmd: 'other' })],
    });
    expect(all.flatMap(({ events }) => callsOf(events)).map(({ action }) => action)).toEqual([
      { kind: 'command', command: 'x' },
      { kind: 'command', command: 'other' },
    ]);
  });

  it.each([
    ['by what started it', { source: { subagent: { thread_spawn: { parent_thread_id: 'one', depth: 1 } } } }],
    ['by its parent', { parent_thread_id: 'one', thread_source: 'subagent' }],
    ['by the session of its thread', { session_id: 'one', source: 'subagent' }],
  ])('are sub-agents %s', async (_, more) => {
    const [, sub] = await read({ one: [meta('one')], two: [meta('two', more), ...history] });
    expect(sub?.session).toMatchObject({ id: 'two', root: 'one', isSubAgent: true });
    expect(turnsOf(sub!.events)).toEqual([]);
  });

  it('end where a session is not there, or goes back to itself', async () => {
    const [one, two] = await read({
      one: [meta('one', { forked_from_id: 'gone', session_id: 'one' })],
      two: [meta('two', { forked_from_id: 'two' })],
    });
    expect([one?.session.root, two?.session.root]).toEqual(['gone', 'two']);
    const circle = await read({ a: [meta('a', { forked_from_id: 'b' })], b: [meta('b', { forked_from_id: 'a' })] });
    expect(circle).toHaveLength(2);
  });

  it('have the name of their file where they say none', async () => {
    const [each] = await read({ one: ['broken', ...history] });
    expect(each?.session.id).toBe('rollout-2026-04-10T20-02-04-one');
    expect(each?.events.map(({ kind }) => kind)).toEqual(['broken', 'userTurn', 'call']);
  });
});

describe('the transcripts of Codex', () => {
  it('are looked for in its folder, or in the one that a variable names', async () => {
    const home = temporaryFolder();
    writeLines(home, {
      '.codex/sessions/2026/11/30/rollout-a.jsonl': [],
      '.codex/sessions/2026/11/30/notes.jsonl': [],
      '.codex/history.jsonl': [],
      'elsewhere/sessions/2026/11/30/rollout-b.jsonl': [],
    });
    const names = async (env = {}) =>
      (await codexTranscripts.sources(contextOf(home, env))).map(({ file }) => path.basename(file));
    expect(await names()).toEqual(['rollout-a.jsonl']);
    expect(await names({ CODEX_HOME: path.join(home, 'elsewhere') })).toEqual(['rollout-b.jsonl']);
    expect(await codexTranscripts.sources(contextOf(path.join(home, 'nobody')))).toEqual([]);
  });

  it('hold lines without events, which are not parsed', async () => {
    const types = ['reasoning', 'message', 'additional_tools', 'agent_message', 'thread_settings_applied'];
    const lines = types.map((type) => `{"timestamp":"x","type":"event_msg","payload":{"type":"${type}" not parsed`);
    const items = ['AgentMessage', 'Reasoning', 'FileChange'].map(
      (type) => `{"type":"event_msg","payload":{"type":"item_completed","item":{"type":"${type}" not parsed`,
    );
    expect(await eventsOf(...lines, ...items, '{"type":"world_state" not parsed')).toEqual([]);
  });
});
