import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loggedRequests } from '../../../../providers/agents/aider/llm-history.ts';
import { aiderTranscripts } from '../../../../providers/agents/aider/transcript.ts';
import { collect } from './collect.ts';
import { callsOf, contextOf, only, readAll, snapshot } from './reading.ts';

const fixture = (name: string) => readFileSync(path.join('test', 'fixtures', 'transcripts', 'aider', name), 'utf8');
let project: string;
let home: string;

beforeEach(() => {
  home = path.join(mkdtempSync(path.join(tmpdir(), 'headroom-aider-')), 'home');
  project = path.join(home, 'project');
  mkdirSync(project, { recursive: true });
});
afterEach(() => rmSync(path.dirname(home), { recursive: true, force: true }));

const chatFile = () => path.join(project, '.aider.chat.history.md');
const requestFile = () => path.join(project, '.aider.llm.history');
const context = (env: Readonly<Record<string, string>> = {}) => contextOf(home, env, [project]);
const read = () => readAll(aiderTranscripts, context());

const began = (time: string) => `\n# aider chat started at 2026-11-30 ${time}\n\n> Aider v0.86.2  \n`;
type Turn = readonly [role: string, text: string];
const logged = (time: string, turns: readonly Turn[], answer = 'Fine.') => {
  const told = ([role, text]: Turn) =>
    text
      .split('\n')
      .map((line) => `${role} ${line}`)
      .join('\n');
  const messages = [['SYSTEM', 'Act.'] as const, ...turns].map((turn) => `-------\n${told(turn)}\n`).join('');
  return `TO LLM 2026-11-30T${time}\n${messages}LLM RESPONSE 2026-11-30T${time}\nASSISTANT ${answer}\n`;
};
const run = (command: string, output: string): readonly Turn[] => [
  ['USER', `I ran this command:\n\n${command}\n\nAnd got this output:\n\n${output}\n`],
  ['ASSISTANT', 'Ok.'],
];
const asks = (text: string): Turn => ['USER', text];
const says = (text: string): Turn => ['ASSISTANT', text];

/** The calls in requests that are sent one after the other. */
async function callsIn(...requests: readonly (readonly Turn[])[]) {
  writeFileSync(requestFile(), requests.map((turns, index) => logged(`12:00:0${index}`, turns)).join(''));
  const [first] = await read();
  return callsOf(first?.events ?? []).map(({ action, output }) =>
    action.kind === 'command' ? [action.command, output] : expect.unreachable(),
  );
}

describe('a session as Aider 0.86 writes it', () => {
  test('tells each command once, though each request repeats the last, and a failed test by the question after it', async () => {
    writeFileSync(chatFile(), fixture('chat.history.md'));
    writeFileSync(requestFile(), fixture('llm.history'));
    const [first, ...others] = await read();
    expect(others).toEqual([]);
    const { session, events } = first ?? expect.unreachable();
    const id = `2026-11-30T11:11:58 ${project}`;
    expect(session).toEqual({ agent: 'aider', id, root: id, isSubAgent: false, version: '0.86.2', folder: project });
    const tests = ['python3 -m pytest test_stock.py', true];
    expect(callsOf(events).map(({ input, failed }) => [(input as { command: string }).command, failed])).toEqual([
      ['acme-check --all', false],
      [`python3 -c 'import acme_nope'`, false],
      ['pytest test_stock.py', false],
      ...[tests, tests, tests],
      ['git log --stat -3', false],
    ]);
    expect(callsOf(events)[3]).toEqual({
      id: `${id} 4`,
      tool: '/run',
      input: { command: 'python3 -m pytest test_stock.py' },
      action: { kind: 'command', command: 'python3 -m pytest test_stock.py' },
      output: '/home/dev/.venv/bin/python3: No module named pytest',
      outputLength: 51,
      failed: true,
      end: Date.parse('2026-11-30T11:12:25'),
      folder: project,
    });
  });

  test('tells what was typed and what each request billed, between the calls', async () => {
    writeFileSync(chatFile(), fixture('chat.history.md'));
    writeFileSync(requestFile(), fixture('llm.history'));
    const [first] = await read();
    const events = first?.events ?? [];
    expect(events.map(({ kind }) => kind[0]).join('')).toBe('ucccrcrcrcrurucr');
    expect(only(events, 'userTurn').map(({ text }) => text)).toEqual([
      'The tests fail. Find out why and fix the code.',
      'Add a docstring to that method.',
      'What did you change? Answer in one sentence.',
    ]);
    expect(only(events, 'request')[0]).toMatchObject({
      usage: { uncached: 3200, write: 0, writeLong: 0, read: 0, output: 50 },
      model: 'gpt-4.1',
      time: Date.parse('2026-11-30T11:12:21'),
    });
  });

  test('says that it has no calls where there is only the chat history, which holds no output', async () => {
    writeFileSync(chatFile(), fixture('chat.history.md'));
    const [first] = await read();
    expect(first?.session).toMatchObject({ withoutCalls: true, version: '0.86.2' });
    expect(callsOf(first?.events ?? [])).toEqual([]);
    expect(only(first?.events ?? [], 'request')).toHaveLength(6);
  });
});

describe('what a request repeats', () => {
  test('is known also where a reminder was glued to the question', async () => {
    const first = run('a', '1');
    expect(
      await callsIn(
        [...first, asks('Why?\n\n\n# *SEARCH/REPLACE block* Rules:')],
        [...first, asks('Why?'), says('So.'), ...run('b', '2'), asks('And?')],
      ),
    ).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  test('is known where older turns were summarised, which is a compaction', async () => {
    const turns = [...run('a', '1'), asks('1?'), says('1.'), ...run('b', '2'), asks('2?')];
    const summary = asks('I spoke to you previously about a number of things.\nI asked you much.');
    const after = [summary, says('Ok.'), ...turns.slice(4), says('2.'), ...run('b', '2'), asks('3?')];
    writeFileSync(requestFile(), [turns, after, after].map((each, index) => logged(`12:00:0${index}`, each)).join(''));
    const [first] = await read();
    expect(first?.events.map((event) => (event.kind === 'call' ? event.call.output : event))).toEqual([
      '1',
      '2',
      { kind: 'compaction', time: Date.parse('2026-11-30T12:00:01') },
      '2',
    ]);
  });

  test('is nothing where the conversation was cleared, even if the same command is run again', async () => {
    const again = [...run('a', '1'), asks('Once more?')];
    expect(await callsIn([...run('a', '1'), asks('Why?')], again, [...again, says('So.'), asks('Then?')])).toEqual([
      ['a', '1'],
      ['a', '1'],
    ]);
  });

  test('is the whole of it where the request is sent again, or was not answered', async () => {
    const turns = [...run('a', '1'), asks('Why?')];
    const more = [...turns, asks('^C KeyboardInterrupt'), says('I see that you interrupted.'), asks('Go on.')];
    expect(await callsIn(turns, turns, more)).toEqual([['a', '1']]);
  });

  test('is found among files and examples, whose place and text change', async () => {
    const files = (text: string): readonly Turn[] => [
      asks(`I have *added these files to the chat*\n${text}`),
      says('Ok, any changes I propose will be to those files.'),
    ];
    const examples = [...run('x', 'example'), asks('I switched to a new code base. Please'), says('Ok.')];
    const none = [asks('I am not sharing any files that you can edit yet.'), says('Ok.')];
    const marked = 'type: text\ntext: Ok, I will use these files as references.\ncache_control: {"type": "ephemeral"}';
    const first = run('a', '1');
    const second = [...first, asks('Why?'), says('So.')];
    const third = [...second, ...run('b', '2'), asks('And?'), says('Yes.')];
    for (const between of [none, files('v1'), [asks('Read.'), says(marked)]]) {
      expect(
        await callsIn(
          [...examples, ...between, ...first, asks('Why?')],
          [...examples, ...second, ...files('v2'), ...between, ...run('b', '2'), asks('And?')],
          [...third, ...between, ...run('c', '3'), asks('Then?')],
        ),
      ).toEqual([
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ]);
    }
  });
});

describe('commands', () => {
  test('that the model suggested are told each with its output, by the words of the suggestion', async () => {
    const suggestion = says('Run:\n```bash\nmake build\nmake test\n```');
    const output = 'Output from make build\nbuilt\nOutput from elsewhere\n\nOutput from make test\nfailed\n\n\n';
    expect(await callsIn([suggestion, asks(output), says('Ok'), asks('Why?')])).toEqual([
      ['make build', 'built\nOutput from elsewhere'],
      ['make test', 'failed'],
    ]);
  });

  test('are not told of text that only looks like one', async () => {
    const [ran] = run('a', '1') as [Turn];
    expect(await callsIn([ran, says('That is fine.'), asks('Output from a\n1'), says('Ok'), asks('Why?')])).toEqual([]);
  });

  test('keep what looks like the frame of the history in their output', async () => {
    const output = '-------\nUSER I ran this command:\nLLM RESPONSE 2026-11-30T12:00:00\nTO LLM 2026-11-30T12:00:00';
    expect(await callsIn([...run('a', output), asks('Why?')])).toEqual([['a', output]]);
  });

  test('are told of whole messages, of which those with several parts have lines without the role', async () => {
    const lines = [
      'SYSTEM Act.',
      '-------',
      'USER image: a.png',
      'plain',
      '-------',
      'more',
      '-------',
      '',
      '-------',
      'ASSISTANT Ok.',
    ];
    writeFileSync(requestFile(), `TO LLM 2026-11-30T12:00:00\n-------\n${lines.join('\n')}\n`);
    const requests = await collect(loggedRequests(requestFile(), [0, Number.POSITIVE_INFINITY]));
    expect(requests).toEqual([
      {
        time: Date.parse('2026-11-30T12:00:00'),
        messages: [
          { role: 'SYSTEM', text: 'Act.' },
          { role: 'USER', text: 'image: a.png\nplain\n-------\nmore' },
          { role: '', text: '' },
          { role: 'ASSISTANT', text: 'Ok.' },
        ],
      },
    ]);
  });
});

describe('sessions', () => {
  test('are the stretches from one start to the next, and only the last one changes', async () => {
    writeFileSync(chatFile(), `${began('11:00:00')}\n#### one  \n${began('12:00:00')}\n#### two  \n`);
    writeFileSync(
      requestFile(),
      ['10:00:00', '11:30:00', '11:40:00', '12:00:00']
        .map((time) => logged(time, [...run(time, 'x'), asks('?')]))
        .join(''),
    );
    const found = await read();
    expect(
      found.map(({ session, events }) => [
        session.id,
        callsOf(events).map(({ input }) => (input as { command: string }).command),
        only(events, 'userTurn').map(({ text }) => text),
      ]),
    ).toEqual([
      [`before ${project}`, ['10:00:00'], []],
      [`2026-11-30T11:00:00 ${project}`, ['11:30:00', '11:40:00'], ['one']],
      [`2026-11-30T12:00:00 ${project}`, ['12:00:00'], ['two']],
    ]);
    const before = await aiderTranscripts.sources(context());
    const changed = async () => {
      const after = await aiderTranscripts.sources(context());
      return after.map(({ fingerprint }, index) => fingerprint !== before[index]?.fingerprint);
    };
    expect(await changed()).toEqual([false, false, false]);
    appendFileSync(requestFile(), logged('12:10:00', [asks('?')]));
    expect(await changed()).toEqual([false, false, true]);
  });

  test('can be opened by their names alone, and one that is not there is told', async () => {
    writeFileSync(chatFile(), `${began('11:00:00')}\n#### one  \n`);
    const [source] = await aiderTranscripts.sources(context());
    const opened = await aiderTranscripts.open({ ...source } as never, context());
    expect(opened.session().id).toBe(`2026-11-30T11:00:00 ${project}`);
    await expect(aiderTranscripts.open({ ...source, part: 'gone' } as never, context())).rejects.toThrow(
      `expected a session of gone in ${chatFile()}, found none`,
    );
  });

  test('tell what a person asked from headings of the model, and from commands to the agent', async () => {
    const lines = ['#### first line  ', '#### second  ', '', '#### Heading', '> Tokens: 9 sent, 9 received.', ''];
    const commands = ['#### /add a.txt  ', '', '#### !ls  ', '', '#### /ask why?  ', '', '#### <blank>  '];
    const usage = '> Tokens: 12k sent, 1.5k cache write, 10k cache hit, 340 received. Cost: $0.01 message.  ';
    writeFileSync(chatFile(), `${began('11:00:00')}\n${[...lines, ...commands, usage].join('\n')}\n`);
    const [first] = await read();
    expect(only(first?.events ?? [], 'userTurn').map(({ text }) => text)).toEqual(['first line\nsecond', 'why?']);
    expect(only(first?.events ?? [], 'request').map(({ usage: billed }) => billed)).toEqual([
      { uncached: 500, write: 1500, writeLong: 0, read: 10_000, output: 340 },
    ]);
  });

  test('are looked for where settings say, and left as they are', async () => {
    const chat = (name: string) => writeFileSync(path.join(project, name), `${began('11:00:00')}\n#### ${name}  \n`);
    for (const name of ['.aider.chat.history.md', 'set.md', 'named.md']) chat(name);
    writeFileSync(path.join(project, 'requests.log'), logged('11:00:01', [...run('a', '1'), asks('?')]));
    const typed = async (env: Readonly<Record<string, string>>) => {
      const before = snapshot(home);
      const found = await readAll(aiderTranscripts, context(env));
      expect(snapshot(home)).toEqual(before);
      return found.flatMap(({ events }) =>
        events.map((event) => (event.kind === 'userTurn' ? event.text : event.kind)),
      );
    };
    expect(await typed({})).toEqual(['.aider.chat.history.md']);
    writeFileSync(path.join(home, '.aider.conf.yml'), 'chat-history-file: set.md\nllm-history-file: requests.log\n');
    expect(await typed({})).toEqual(['set.md', 'call']);
    expect(await typed({ AIDER_CHAT_HISTORY_FILE: 'named.md', AIDER_LLM_HISTORY_FILE: 'none' })).toEqual(['named.md']);
    expect(await readAll(aiderTranscripts, contextOf(home))).toEqual([]);
  });
});
