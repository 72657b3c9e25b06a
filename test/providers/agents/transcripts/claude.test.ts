import { cpSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { claudeTranscripts } from '../../../../providers/agents/claude/transcript.ts';
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

const original = 'a1fc6b9b-e211-4d5c-93b8-c97a43dbd85b';
const fork = '83a1843d-8844-4bd2-877c-7b4e710b9331';
const parent = 'd3b75191-1da3-47a5-92a1-0b12b0ed10eb';
const subAgent = 'agent-a03737acda3533d6e';

/** The fixtures in a home folder, with the files in this order in time. */
function realTree(order: readonly string[]): string {
  const home = temporaryFolder();
  cpSync(path.join(fixtures, 'claude'), path.join(home, '.claude'), { recursive: true });
  const project = path.join(home, '.claude/projects/-home-dev-acme-stock');
  for (const [index, name] of order.entries()) {
    const file = name === subAgent ? `${parent}/subagents/${name}` : name;
    utimesSync(path.join(project, `${file}.jsonl`), 1000 + index, 1000 + index);
  }
  return home;
}

async function realSessions(order = [original, fork, subAgent, parent]) {
  const all = await readAll(claudeTranscripts, contextOf(realTree(order)));
  return new Map(all.map((each) => [path.basename(each.file, '.jsonl'), each]));
}

let count = 0;
const uuid = () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
const at = (second: number) => `2026-11-30T11:00:${String(second).padStart(2, '0')}.000Z`;
const usage = (output: number) => ({ input_tokens: 2, cache_read_input_tokens: 10, output_tokens: output });

const common = { isSidechain: false, cwd: '/home/dev/app', sessionId: 'one', version: '2.1.197' };
const user = (content: unknown, more: object = {}) => ({
  ...common,
  type: 'user',
  message: { role: 'user', content },
  uuid: uuid(),
  timestamp: at(1),
  ...more,
});
const answer = (id: string, content: readonly object[], output = 5, more: object = {}) => ({
  ...common,
  type: 'assistant',
  message: { id, role: 'assistant', model: 'claude-opus-5', content, usage: usage(output) },
  uuid: uuid(),
  timestamp: at(2),
  ...more,
});
const use = (id: string, command = 'ls') => ({ type: 'tool_use', id, name: 'Bash', input: { command } });
const result = (id: string, content: unknown, is_error?: boolean) => [
  { type: 'tool_result', tool_use_id: id, content, ...(is_error === undefined ? {} : { is_error }) },
];

/** Reads sessions of one project, in this order in time. */
async function read(files: Readonly<Record<string, readonly unknown[]>>) {
  const home = temporaryFolder();
  writeLines(path.join(home, '.claude/projects/p'), files);
  return readAll(claudeTranscripts, contextOf(home));
}

async function eventsOf(...lines: readonly unknown[]) {
  const [only_] = await read({ 'one.jsonl': lines });
  return only_?.events ?? [];
}

describe('sessions of Claude Code 2.1.197', () => {
  it('are read with calls, verdicts, exit codes, times and places', async () => {
    const { session, events } = (await realSessions()).get(original)!;
    const calls = callsOf(events);
    expect(session).toMatchObject({ agent: 'claude', id: original, isSubAgent: false, version: '2.1.197' });
    expect(session.folder).toBe('/home/dev/acme-stock');
    expect(calls).toHaveLength(18);
    expect(calls[1]).toEqual({
      id: 'toolu_01jXR9UAwy71cVdjjEzbwHTX',
      tool: 'Bash',
      input: { command: 'acme-check --all', description: 'Run a command' },
      action: { kind: 'command', command: 'acme-check --all' },
      output: 'Exit code 127\n/bin/bash: line 1: acme-check: command not found',
      outputLength: 62,
      failed: true,
      exitCode: 127,
      start: Date.parse('2026-11-30T11:07:04.311Z'),
      end: Date.parse('2026-11-30T11:07:04.470Z'),
      model: 'claude-opus-4-8',
      folder: '/home/dev/acme-stock',
    });
    expect(calls.map(({ failed, exitCode }) => (failed ? (exitCode ?? 'failed') : '-')).join(' ')).toBe(
      '- 127 - 1 - 2 - failed - failed - 1 1 - 2 1 127 127',
    );
  });

  it('give the usage of each message once, with that of its last line', async () => {
    const { events } = (await realSessions()).get(original)!;
    const requests = only(events, 'request');
    expect(new Set(requests.map(({ id }) => id)).size).toBe(requests.length);
    expect(requests).toHaveLength(19);
    expect(requests[0]).toEqual({
      kind: 'request',
      id: 'msg_01h56qb5Vd5zv1SMx5zZ5Z53',
      usage: { uncached: 1541, write: 20591, writeLong: 0, read: 0, output: 93, speed: 'standard', tier: 'standard' },
      model: 'claude-opus-4-8',
      time: Date.parse('2026-11-30T11:07:03.450Z'),
    });
  });

  it('give what was typed, and no summary, command or its output', async () => {
    const { events } = (await realSessions()).get(original)!;
    expect(turnsOf(events)).toEqual([
      'Run the checks of the project and repair what is broken.',
      'And once more, please.',
    ]);
    expect(only(events, 'compaction')).toEqual([
      { kind: 'compaction', time: 1796037005503, tokensBefore: 24345, tokensAfter: 653 },
    ]);
  });

  it.each([
    ['the first session', [original, fork, subAgent, parent]],
    ['the fork', [fork, original, parent, subAgent]],
  ])('tell what a fork copied once, and have one root, where %s is read first', async (_, order) => {
    const all = await realSessions(order);
    const events = [...all.values()].flatMap((each) => each.events);
    const ids = callsOf(events).map(({ id }) => id);
    // The other session has a call of its own, by the same name as one of these.
    expect([ids.length, new Set(ids).size]).toEqual([18 + 1, 18]);
    expect(new Set(only(events, 'request').map(({ id }) => id)).size).toBe(21);
    expect(turnsOf(events)).toEqual(expect.arrayContaining(['A fork of it.', 'And once more, please.']));
    expect(turnsOf(events)).toHaveLength(4);
    expect(all.get(fork)!.session.root).toBe(all.get(original)!.session.root);
    expect(all.get(fork)!.session.id).toBe(fork);
    expect(all.get(parent)!.session.root).not.toBe(all.get(original)!.session.root);
  });

  it('keep the root of a fork when the session that was forked is deleted', async () => {
    const root = (await realSessions()).get(fork)!.session.root;
    const home = realTree([original, fork, subAgent, parent]);
    const context = contextOf(home);
    const source = (await claudeTranscripts.sources(context)).find(({ file }) => file.includes(fork))!;
    const transcript = await claudeTranscripts.open(source, context);
    for await (const _ of transcript.events());
    expect(transcript.session().root).toBe(root);
  });

  it.each([
    ['before', [subAgent, parent, original, fork]],
    ['after', [original, fork, parent, subAgent]],
  ])('count the usage of a sub-agent once, read %s its session, whose root it has', async (_, order) => {
    const all = await realSessions(order);
    const child = all.get(subAgent)!;
    expect(child.session).toMatchObject({ id: `${parent}/${subAgent}`, isSubAgent: true, version: '2.1.197' });
    expect(child.session.root).toBe(all.get(parent)!.session.root);
    expect(only(child.events, 'request').map(({ usage: { output, write } }) => [write, output])).toEqual([[16320, 17]]);
    expect(only(all.get(parent)!.events, 'request').map(({ usage: { output } }) => output)).toEqual([61, 9]);
    expect(turnsOf(child.events)).toEqual([]);
    expect(callsOf(all.get(parent)!.events)[0]).toMatchObject({
      action: { kind: 'agent', name: 'Explore' },
      output: 'Subagent says: the log shows ERR_STOCK.',
    });
  });

  it('may be read twice in a run', async () => {
    const context = contextOf(realTree([original, fork, subAgent, parent]));
    expect(await readAll(claudeTranscripts, context)).toEqual(await readAll(claudeTranscripts, context));
  });

  it('are left as they are', async () => {
    const home = realTree([original, fork, subAgent, parent]);
    const before = snapshot(home);
    await readAll(claudeTranscripts, contextOf(home));
    expect(snapshot(home)).toEqual(before);
  });
});

describe('lines of Claude Code', () => {
  it('of one message give all its calls, and the usage of the last', async () => {
    const events = await eventsOf(
      answer('m1', [{ type: 'thinking', thinking: '' }], 1),
      answer('m1', [use('a'), use('b')], 1),
      user(result('a', 'x', false)),
      answer('m1', [use('c')], 30),
      user(result('c', 'y', false)),
      user(result('b', 'z', false)),
      answer('m2', [{ type: 'text', text: 'done' }], 4),
    );
    expect(callsOf(events).map(({ id, output }) => id + output)).toEqual(['ax', 'cy', 'bz']);
    expect(only(events, 'request').map(({ id, usage: { output } }) => [id, output])).toEqual([
      ['m1', 30],
      ['m2', 4],
    ]);
  });

  it('tell a request before what follows it, and one that comes again not twice', async () => {
    const events = await eventsOf(
      answer('m1', []),
      answer('m2', []),
      user('go on'),
      answer('m3', []),
      answer('m1', [], 9),
    );
    expect(events.map((event) => (event.kind === 'request' ? event.id : event.kind))).toEqual([
      'm1',
      'userTurn',
      'm2',
      'm3',
    ]);
  });

  it('tell lasting and short writes apart', async () => {
    const told = {
      ...usage(1),
      cache_creation_input_tokens: 100,
      cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 70 },
      service_tier: 'priority',
      inference_geo: 'us',
    };
    const line = answer('m1', []);
    const [event] = await eventsOf({ ...line, message: { ...line.message, usage: told } });
    expect(event).toMatchObject({ usage: { write: 30, writeLong: 70, read: 10, tier: 'priority', region: 'us' } });
  });

  it("count the call's own folder, not that of its result", async () => {
    const events = await eventsOf(
      answer('m1', [use('a', 'cd packages/api')]),
      user(result('a', '', false), { cwd: '/home/dev/app/packages/api' }),
    );
    expect(callsOf(events)[0]?.folder).toBe('/home/dev/app');
  });

  it('take a call without a result for none that failed', async () => {
    const [call] = callsOf(await eventsOf(answer('m1', [use('a')])));
    expect(call).toMatchObject({ id: 'a', failed: false, unanswered: true, output: '' });
    expect(call).not.toHaveProperty('end');
    const again = callsOf(await eventsOf(answer('m1', [use('a')]), answer('m2', [use('a')]), user(result('a', 'x'))));
    expect(again.map(({ unanswered }) => unanswered)).toEqual([true, undefined]);
  });

  it('hold few calls without a result: the first ones are told', async () => {
    const many = Array.from({ length: 300 }, (_, index) => use(`call ${index}`));
    const calls = callsOf(
      await eventsOf(answer('m1', many), user(result('call 0', 'x')), user(result('call 299', 'x'))),
    );
    expect(calls.map(({ id }) => id)).toEqual(expect.arrayContaining(many.map(({ id }) => id)));
    expect(calls.filter(({ unanswered }) => unanswered !== true).map(({ id }) => id)).toEqual(['call 299']);
  });

  it.each([
    ['a success', 'Exit code 3\nsays the text', false, {}, false, undefined],
    ['no word of an error', 'x', undefined, {}, false, undefined],
    ['an exit code', 'Exit code 3\nx', true, {}, true, 3],
    ['an exit code alone', 'Error: Exit code 12', true, {}, true, 12],
    ['an exit code further down', 'x\nExit code 3', true, {}, true, undefined],
    ['a refusal', 'Permission to use Bash has been denied.', true, {}, true, undefined],
    ['an interruption', 'x', false, { interrupted: true }, true, undefined],
    ['none', 'x', false, { interrupted: false }, false, undefined],
  ])('take %s for what it is', async (_, content, isError, told, failed, exitCode) => {
    const events = await eventsOf(
      answer('m1', [use('a')]),
      user(result('a', content, isError), { toolUseResult: told }),
    );
    expect(callsOf(events)[0]).toMatchObject({ failed, outputLength: content.length });
    expect(callsOf(events)[0]?.exitCode).toBe(exitCode);
  });

  it('give the text parts of a result', async () => {
    const parts = [
      { type: 'text', text: 'one' },
      { type: 'image', source: {} },
      { type: 'text', text: 'two' },
    ];
    const events = await eventsOf(answer('m1', [use('a')]), user(result('a', parts)));
    expect(callsOf(events)[0]?.output).toBe('one\ntwo');
  });

  it.each([
    ['a text', user('fix it'), ['fix it']],
    [
      'parts',
      user([
        { type: 'text', text: 'fix it' },
        { type: 'text', text: 'now' },
      ]),
      ['fix it\nnow'],
    ],
    ['a text beside a result', user([...result('a', 'x'), { type: 'text', text: 'use pages' }]), ['use pages']],
    [
      'a message that waited',
      { ...common, type: 'attachment', uuid: uuid(), attachment: { type: 'queued_command', prompt: 'and this' } },
      ['and this'],
    ],
    [
      'a task that ended',
      {
        ...common,
        type: 'attachment',
        uuid: uuid(),
        attachment: { type: 'queued_command', prompt: '<task-notification>x</task-notification>' },
      },
      [],
    ],
    ['a result', user(result('a', 'x')), []],
    ['a meta line', user('Base directory for this skill: x', { isMeta: true }), []],
    ['a summary', user('This session is being continued', { isCompactSummary: true }), []],
    [
      'a summary of older versions',
      user('This session is being continued from a previous conversation that ran out of context. So'),
      [],
    ],
    ['a note on the screen', user('Model set', { isVisibleInTranscriptOnly: true }), []],
    ['an interruption', user([{ type: 'text', text: '[Request interrupted by user for tool use]' }]), []],
    ['a slash command', user('<command-message>review</command-message>\n<command-name>/review</command-name>'), []],
    ['a slash command with words', user('<command-name>/x</command-name>\n <command-args>a\nb</command-args>'), []],
    ['its output', user('<local-command-stdout>Goodbye!</local-command-stdout>'), []],
    ['a reminder', user('<system-reminder>\nremember\n</system-reminder>'), []],
    ['a reminder that is not closed', user('<system-reminder>\nremember'), []],
    [
      'words around reminders',
      user('<system-reminder>a</system-reminder>do <system-reminder>b</system-reminder>it'),
      ['do it'],
    ],
    [
      'an open file',
      user([
        { type: 'text', text: '<ide_opened_file>x</ide_opened_file>' },
        { type: 'text', text: 'fix' },
      ]),
      ['fix'],
    ],
    ['markup of a person', user('<b>bold</b> & <commander-x>'), ['<b>bold</b> & <commander-x>']],
    ['a plan for a new session', user('Implement the following plan:', { planContent: 'x' }), []],
    ['the prompt of a sub-agent', user('look', { isSidechain: true }), []],
    ['a notification', user('done', { origin: { kind: 'task-notification' } }), []],
  ])('take %s for what a person typed, or not', async (_, line, turns) => {
    expect(turnsOf(await eventsOf(line))).toEqual(turns);
  });

  it('give answers that the program made up no usage', async () => {
    const line = answer('m1', [{ type: 'text', text: 'API Error: 500' }]);
    expect(await eventsOf({ ...line, message: { ...line.message, model: '<synthetic>' } })).toEqual([]);
  });

  it('of older sub-agents, in progress lines, are read, and once where they have a file too', async () => {
    const own = [answer('s1', [use('sub')], 7), user(result('sub', 'Exit code 2', true))];
    const progress = own.map((message) => ({
      ...common,
      type: 'progress',
      uuid: uuid(),
      data: { type: 'agent_progress', agentId: 'b1', message: { ...message, cwd: undefined } },
    }));
    const session = [user('go'), answer('m1', [use('t')]), ...progress, answer('m1', [], 8), answer('m2', [])];
    const alone = (await read({ 'one.jsonl': session }))[0]!;
    expect(callsOf(alone.events).map(({ id, failed, folder }) => [id, failed, folder])).toEqual([
      ['sub', true, '/home/dev/app'],
      ['t', false, '/home/dev/app'],
    ]);
    expect(only(alone.events, 'request').map(({ id, usage: { output } }) => [id, output])).toEqual([
      ['m1', 8],
      ['s1', 7],
      ['m2', 5],
    ]);
    const lines = own.map((line) => ({ ...line, isSidechain: true, agentId: 'b1' }));
    const [child, after] = await read({ 'agent-b1.jsonl': lines, 'one.jsonl': session });
    expect(callsOf([...child!.events, ...after!.events]).map(({ id }) => id)).toEqual(['sub', 't']);
    expect(child!.session).toMatchObject({ id: 'one/agent-b1', root: after!.session.root, isSubAgent: true });
  });

  it('of older sub-agents hold prompts that no person typed', async () => {
    const message = { ...user('look at it'), isSidechain: undefined };
    const data = { type: 'agent_progress', agentId: 'b1', message };
    expect(await eventsOf({ ...common, type: 'progress', uuid: uuid(), data })).toEqual([]);
  });

  it('of sub-agents with names are told with the next answer of the same one', async () => {
    const from = (agentId: string) => ({ isSidechain: true, agentId });
    const events = await eventsOf(
      answer('s1', [], 1, from('a')),
      answer('s2', [], 1, from('b')),
      answer('s1', [], 6, from('a')),
      answer('s3', [], 1, from('a')),
      user('go on'),
    );
    const names = events.map((event) => (event.kind === 'request' ? event.id + event.usage.output : event.kind));
    expect(names).toEqual(['s16', 'userTurn', 's21', 's31']);
  });

  it('of older sub-agents that ran side by side in the file of their session keep their last usage', async () => {
    const side = { isSidechain: true };
    const events = await eventsOf(
      answer('s1', [], 1, side),
      answer('s2', [], 1, side),
      answer('s1', [], 6, side),
      answer('s2', [], 7, side),
    );
    expect(only(events, 'request').map(({ usage: { output } }) => output)).toEqual([6, 7]);
  });

  it('that other lines of a run have in part, after a compaction, have the root of these', async () => {
    const shared = user('shared');
    const [first, second] = await read({
      'one.jsonl': [user('first'), shared],
      'two.jsonl': [user('summary', { isCompactSummary: true }), shared, user('own')],
    });
    expect(turnsOf(second!.events)).toEqual(['own']);
    expect(second!.session.root).toBe(first!.session.root);
    const [before, , child] = await read({
      'one.jsonl': [user('first'), shared],
      'two.jsonl': [user('summary', { isCompactSummary: true }), shared],
      'two/subagents/agent-a.jsonl': [user('look', { isSidechain: true })],
    });
    expect(child!.session).toMatchObject({ id: 'two/agent-a', root: before!.session.root });
  });

  it('that a fork begins with before what it copies do not change its root', async () => {
    const first = user('first');
    const attached = { ...common, type: 'attachment', attachment: { type: 'queued_command' }, uuid: uuid() };
    const [[one], [two]] = [await read({ 'one.jsonl': [first] }), await read({ 'two.jsonl': [attached, first] })];
    expect(two!.session.root).toBe(one!.session.root);
  });

  it('of a sub-agent whose session is gone name its root', async () => {
    const [older] = await read({ 'agent-a.jsonl': [user('look', { isSidechain: true })] });
    const [newer] = await read({ 'two/subagents/agent-a.jsonl': [user('look', { isSidechain: true })] });
    expect([older!.session.root, newer!.session.root]).toEqual(['one', 'two']);
  });

  it('that hold an event are read whatever is in them', async () => {
    const told = { toolUseResult: { a: { type: 'summary' }, b: { type: 'attachment' } } };
    expect(turnsOf(await eventsOf(user('go', told)))).toEqual(['go']);
  });

  it('that are broken are counted, and those that hold no event are not parsed', async () => {
    const events = await eventsOf(
      '{"type":"user","message":',
      { type: 'summary', summary: 'x' },
      '{"type":"bash_progress" not parsed',
      '{"subtype":"turn_duration" not parsed',
      '{"type":"attachment" not parsed',
      user('go'),
    );
    expect(events.map(({ kind }) => kind)).toEqual(['broken', 'userTurn']);
  });

  it('are read in whatever way they are spaced', async () => {
    const spaced = JSON.stringify(user('go'), undefined, 1).replaceAll('\n', '');
    expect(turnsOf(await eventsOf(spaced))).toEqual(['go']);
  });
});

describe('the transcripts of Claude Code', () => {
  it('are looked for in its folder, or in the one that a variable names', async () => {
    const home = temporaryFolder();
    writeLines(home, {
      '.claude/projects/p/one.jsonl': [],
      '.claude/projects/p/one/subagents/agent-a.jsonl': [],
      '.claude/projects/p/one/subagents/workflows/w/agent-b.jsonl': [],
      '.claude/projects/p/one/tool-results/x.jsonl': [],
      '.claude/history.jsonl': [],
      '.claude/projects/stray.jsonl': [],
      'elsewhere/projects/q/two.jsonl': [],
    });
    const names = async (env = {}) =>
      (await claudeTranscripts.sources(contextOf(home, env))).map(({ file }) => path.relative(home, file));
    expect(await names()).toEqual([
      '.claude/projects/p/one.jsonl',
      '.claude/projects/p/one/subagents/agent-a.jsonl',
      '.claude/projects/p/one/subagents/workflows/w/agent-b.jsonl',
    ]);
    expect(await names({ CLAUDE_CONFIG_DIR: path.join(home, 'elsewhere') })).toEqual([
      'elsewhere/projects/q/two.jsonl',
    ]);
    expect(await claudeTranscripts.sources(contextOf(path.join(home, 'nobody')))).toEqual([]);
  });

  it('that vanish between are an error that names them', async () => {
    const home = temporaryFolder();
    const source = { agent: 'claude', file: path.join(home, 'gone.jsonl'), fingerprint: '' };
    await expect(claudeTranscripts.open(source, contextOf(home))).rejects.toThrow(
      `cannot read the transcript ${source.file}: ENOENT`,
    );
  });
});
