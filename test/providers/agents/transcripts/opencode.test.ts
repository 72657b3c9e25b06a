import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { opencodeTranscripts } from '../../../../providers/agents/opencode/transcript.ts';
import { type Connection, connect, disconnect, run } from '../../../../src/store/connection.ts';
import { startChild } from '../../../store/run-child.ts';
import { callsOf, contextOf, only, readAll, snapshot } from './reading.ts';

const sql = readFileSync(path.join('test', 'fixtures', 'transcripts', 'opencode', 'sessions.sql'), 'utf8');
let home: string;
let folder: string;
let file: string;

beforeEach(() => {
  home = path.join(mkdtempSync(path.join(tmpdir(), 'headroom-opencode-')), 'home');
  folder = path.join(home, '.local', 'share', 'opencode');
  file = path.join(folder, 'opencode.db');
  mkdirSync(folder, { recursive: true });
  change((database) => database.database.exec(`PRAGMA journal_mode = wal; ${sql}`));
});
afterEach(() => rmSync(path.dirname(home), { recursive: true, force: true }));

function change(work: (database: Connection) => void, where = file): void {
  const database = connect({ path: where, timeout: 0 });
  work(database);
  disconnect(database);
}

type Part = Readonly<Record<string, unknown>>;
const session = 'ses_new';

/** Adds a session with messages; each has a role and its parts. */
function addSession(
  messages: readonly { readonly data: Part; readonly parts: readonly (Part | string)[] }[],
  id = session,
) {
  change((database) => {
    run(
      database,
      `INSERT INTO session (id, project_id, slug, directory, title, version, time_created, time_updated)
       VALUES (?, 'p', 's', '/work', 't', '1.2.0', 5, 6)`,
      id,
    );
    for (const [index, { data, parts }] of messages.entries()) {
      const message = `${id}-${index}`;
      run(database, 'INSERT INTO message VALUES (?, ?, ?, 6, ?)', message, id, index, JSON.stringify(data));
      for (const [place, part] of parts.entries()) {
        const text = typeof part === 'string' ? part : JSON.stringify(part);
        run(database, 'INSERT INTO part VALUES (?, ?, ?, 7, 7, ?)', `${message}-${place}`, message, id, text);
      }
    }
  });
}

const answer = { role: 'assistant', modelID: 'a-model', path: { cwd: '/work' }, time: { created: 8 } };
const shell = (state: Part, callID = 'call_1') => ({
  type: 'tool',
  tool: 'bash',
  callID,
  state: { input: { command: 'make' }, time: { start: 10, end: 20 }, ...state },
});

async function eventsOf(id = session) {
  const found = (await readAll(opencodeTranscripts, contextOf(home))).find((each) => each.session.id === id);
  return found?.events ?? [];
}

describe('sessions as opencode 1.18 writes them', () => {
  test('are found, oldest first, with those of sub-agents under the root of the session that began them', async () => {
    const read = await readAll(opencodeTranscripts, contextOf(home));
    const common = { agent: 'opencode', version: '1.18.33', folder: '/home/dev/acme-stock' };
    expect(read.map((each) => each.session)).toEqual([
      { ...common, id: 'ses_dd3dc3bdfffeN1epwYzuu0OcyF', root: 'began 1796036871726', isSubAgent: false },
      { ...common, id: 'ses_dd3d7026dffeN5x0x44HcefIzb', root: 'began 1796037217298', isSubAgent: false },
      { ...common, id: 'ses_dd3d6a6caffemipqpM52FlE79q', root: 'began 1796037217298', isSubAgent: true },
    ]);
  });

  test('tell their calls, and a command by its exit code, though it counts as completed', async () => {
    const calls = callsOf(await eventsOf('ses_dd3dc3bdfffeN1epwYzuu0OcyF'));
    expect(calls.map(({ tool, failed, exitCode }) => [tool, failed, exitCode])).toEqual([
      ['bash', false, 0],
      ['bash', true, 127],
      ['bash', true, 1],
      ['bash', true, 2],
      ['read', true, undefined],
      ['read', false, undefined],
      ['edit', true, undefined],
      ['edit', false, undefined],
      ['bash', true, 1],
      ['bash', false, 0],
      ['bash', false, 0],
    ]);
    expect(calls[1]).toEqual({
      id: 'toolu_01jXR9UAwy71cVdjjEzbwHTX',
      tool: 'bash',
      input: { command: 'acme-check --all' },
      action: { kind: 'command', command: 'acme-check --all' },
      output: '/bin/bash: line 1: acme-check: command not found\n',
      outputLength: 49,
      failed: true,
      exitCode: 127,
      start: 1796036893661,
      end: 1796036893896,
      model: 'claude-sonnet-4-5-20250929',
      folder: '/home/dev/acme-stock',
    });
    expect(calls[4]?.output).toBe('File not found: /home/dev/acme-stock/packages/api/missing.js');
  });

  test('tell what each request billed, once, and what the person typed, without the quotes of `opencode run`', async () => {
    const events = await eventsOf('ses_dd3dc3bdfffeN1epwYzuu0OcyF');
    const requests = only(events, 'request');
    expect(requests).toHaveLength(12);
    expect(new Set(requests.map(({ id }) => id)).size).toBe(12);
    expect(requests[1]).toMatchObject({
      usage: { uncached: 0, write: 110, writeLong: 0, read: 7591, output: 40 },
      model: 'claude-sonnet-4-5-20250929',
      time: 1796036894304,
    });
    expect(only(events, 'userTurn')).toEqual([
      { kind: 'userTurn', text: 'Run the checks of the project and repair what is broken.', time: 1796036871726 },
      { kind: 'userTurn', text: 'And once more, please.', time: 1796037066186 },
    ]);
  });

  test('have no turn of a person in a sub-agent, which another agent asks', async () => {
    const events = await eventsOf('ses_dd3d6a6caffemipqpM52FlE79q');
    expect(events.map(({ kind }) => kind)).toEqual(['request']);
  });
});

describe('calls', () => {
  test('keep their output when the agent left it out of later requests', async () => {
    addSession([
      {
        data: answer,
        parts: [
          shell({
            status: 'completed',
            output: 'all',
            metadata: { exit: 0 },
            time: { start: 1, end: 2, compacted: 3 },
          }),
        ],
      },
    ]);
    expect(callsOf(await eventsOf())).toMatchObject([{ output: 'all', outputLength: 3, failed: false, end: 2 }]);
  });

  test('are unanswered while they run', async () => {
    addSession([
      {
        data: answer,
        parts: [
          shell({ status: 'running', time: { start: 1 } }),
          shell({ status: 'pending', time: undefined }, 'call_2'),
        ],
      },
    ]);
    expect(callsOf(await eventsOf())).toMatchObject([
      { unanswered: true, failed: false, output: '', start: 1 },
      { unanswered: true, failed: false, id: 'call_2' },
    ]);
  });

  test('of commands that printed nothing have no output, and say so themselves where another tool does', async () => {
    const silent = shell({ status: 'completed', output: '(no output)', metadata: { exit: 0 } });
    addSession([{ data: answer, parts: [silent, { ...silent, tool: 'other', callID: 'call_2' }] }]);
    expect(callsOf(await eventsOf()).map(({ output }) => output)).toEqual(['', '(no output)']);
  });

  test('that were killed failed, without an exit code', async () => {
    addSession([{ data: answer, parts: [shell({ status: 'completed', output: 'slow', metadata: { exit: null } })] }]);
    const [call] = callsOf(await eventsOf());
    expect(call).toMatchObject({ failed: true, output: 'slow' });
    expect(call).not.toHaveProperty('exitCode');
  });

  test('that were stopped failed', async () => {
    const metadata = { interrupted: true, output: 'half' };
    addSession([{ data: answer, parts: [shell({ status: 'error', error: 'Tool execution aborted', metadata })] }]);
    expect(callsOf(await eventsOf())).toMatchObject([{ failed: true, output: 'Tool execution aborted' }]);
  });

  test.each([
    [undefined, '/work'],
    ['packages/api', '/work/packages/api'],
    ['/elsewhere', '/elsewhere'],
  ])('are made in the folder that they name: %s', async (workdir, expected) => {
    addSession([
      { data: answer, parts: [shell({ status: 'completed', output: '', input: { command: 'make', workdir } })] },
    ]);
    expect(callsOf(await eventsOf())[0]?.folder).toBe(expected);
  });
});

describe('other parts', () => {
  test('a request bills what the model thought with what it answered', async () => {
    const tokens = { input: 1, output: 2, reasoning: 4, cache: { read: 8, write: 16 } };
    addSession([{ data: answer, parts: [{ type: 'step-finish', tokens }] }]);
    expect(only(await eventsOf(), 'request')).toMatchObject([
      { usage: { uncached: 1, write: 16, writeLong: 0, read: 8, output: 6 }, time: 7 },
    ]);
  });

  test('a compaction is told, and what the agent writes in the name of the person is no turn', async () => {
    const user = { role: 'user', time: { created: 3 } };
    addSession([
      { data: user, parts: [{ type: 'compaction', auto: true }] },
      { data: user, parts: [{ type: 'text', text: 'Continue if you have next steps', synthetic: true }] },
      { data: user, parts: [{ type: 'text', text: 'left out', ignored: true }] },
      { data: user, parts: [{ type: 'text', text: '"word"' }] },
      { data: user, parts: [{ type: 'text', text: '"say \\"so\\" now"' }] },
      { data: user, parts: [{ type: 'text', text: '"one" and "two"' }] },
    ]);
    expect(await eventsOf()).toEqual([
      { kind: 'compaction', time: 3 },
      ...['"word"', 'say "so" now', '"one" and "two"'].map((text) => ({ kind: 'userTurn', text, time: 3 })),
    ]);
  });

  test('rows that hold no object are counted and passed over', async () => {
    addSession([{ data: answer, parts: ['{"type":', '[]', shell({ status: 'completed', output: 'fine' })] }]);
    change((database) => run(database, `UPDATE message SET data = '' WHERE id = 'msg_22c23e68e001CEqvYzukxBn28A'`));
    expect((await eventsOf()).map(({ kind }) => kind)).toEqual(['broken', 'broken', 'call']);
    const other = await eventsOf('ses_dd3dc3bdfffeN1epwYzuu0OcyF');
    expect(only(other, 'broken')).toHaveLength(1);
    expect(callsOf(other)).toHaveLength(10);
  });

  test('a session of many megabytes is read whole and in order', async () => {
    const output = 'x'.repeat(700_000);
    const messages = Array.from({ length: 9 }, (_, index) => ({
      data: answer,
      parts: [shell({ status: 'completed', output }, `call_${index}`)],
    }));
    addSession(messages);
    const calls = callsOf(await eventsOf());
    expect(calls.map(({ id }) => id)).toEqual(messages.map((_, index) => `call_${index}`));
    expect(calls.every(({ outputLength }) => outputLength === 700_000)).toBe(true);
  });

  test('small messages are read together, large ones one by one', async () => {
    const readsOf = async (outputs: readonly string[]) => {
      change((database) => database.database.exec('DELETE FROM session; DELETE FROM message; DELETE FROM part'));
      const parts = (output: string, index: number) => [shell({ status: 'completed', output }, `call_${index}`)];
      addSession(outputs.map((output, index) => ({ data: answer, parts: parts(output, index) })));
      let reads = 0;
      const context = contextOf(home);
      const openDatabase = (file: string) => {
        const database = context.openDatabase(file);
        const read = (work: Parameters<typeof database.read>[0]) => {
          reads++;
          return database.read(work);
        };
        return { ...database, read };
      };
      await readAll(opencodeTranscripts, { ...context, openDatabase: openDatabase as typeof context.openDatabase });
      return reads;
    };
    const one = await readsOf(['small']);
    expect(await readsOf(Array.from({ length: 20 }, () => 'small'))).toBe(one);
    expect(await readsOf(Array.from({ length: 5 }, () => 'x'.repeat(700_000)))).toBe(one + 4);
  });

  test('the parts of a message are told in the order of their names', async () => {
    addSession([{ data: answer, parts: [] }]);
    for (const name of ['b', 'a']) {
      const part = JSON.stringify(shell({ status: 'completed', output: '' }, name));
      change((database) =>
        run(database, 'INSERT INTO part VALUES (?, ?, ?, 7, 7, ?)', name, `${session}-0`, session, part),
      );
    }
    expect(callsOf(await eventsOf()).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('a fork tells only what is new in it, and has the root of the session that it was made from', async () => {
    const first = { data: { role: 'user', time: { created: 3 } }, parts: [{ type: 'text', text: 'do it' }] };
    const second = { data: answer, parts: [shell({ status: 'completed', output: '' })] };
    const third = {
      data: { ...answer, time: { created: 9 } },
      parts: [shell({ status: 'completed', output: '' }, 'new')],
    };
    addSession([first, second], 'ses_first');
    addSession([first, second, third], 'ses_fork');
    const read = await readAll(opencodeTranscripts, contextOf(home));
    const [original, fork] = read.filter(({ session: { id } }) => id === 'ses_first' || id === 'ses_fork');
    expect(original?.events.map(({ kind }) => kind)).toEqual(['userTurn', 'call']);
    expect(callsOf(fork?.events ?? []).map(({ id }) => id)).toEqual(['new']);
    expect(fork?.session.root).toBe(original?.session.root);
  });
});

describe('sub-agents', () => {
  const setParent = (id: string, parent: string) =>
    change((database) => run(database, 'UPDATE session SET parent_id = ? WHERE id = ?', parent, id));

  test('that began at the same time are both told', async () => {
    const message = { data: answer, parts: [shell({ status: 'completed', output: '' })] };
    for (const id of ['ses_top', 'ses_one', 'ses_two']) addSession([message], id);
    for (const id of ['ses_one', 'ses_two']) setParent(id, 'ses_top');
    const read = await readAll(opencodeTranscripts, contextOf(home));
    const own = read.filter(({ session: { id } }) => ['ses_top', 'ses_one', 'ses_two'].includes(id));
    expect(own.map(({ events }) => events.length)).toEqual([1, 1, 1]);
    expect(new Set(own.map(({ session: { root } }) => root))).toEqual(new Set(['began 8']));
  });

  test('whose parents lead back to themselves have a root all the same', async () => {
    addSession([], 'ses_one');
    addSession([], 'ses_two');
    setParent('ses_one', 'ses_two');
    setParent('ses_two', 'ses_one');
    const read = await readAll(opencodeTranscripts, contextOf(home));
    expect(read.filter(({ session: { isSubAgent } }) => isSubAgent)).toHaveLength(3);
  });
});

describe('databases', () => {
  test('are left as they are, and a second run sees which sessions changed', async () => {
    const context = contextOf(home);
    const before = snapshot(home);
    const first = await opencodeTranscripts.sources(context);
    await readAll(opencodeTranscripts, context);
    expect(snapshot(home)).toEqual(before);
    expect(await opencodeTranscripts.sources(context)).toEqual(first);
    const changes = [
      `UPDATE session SET time_updated = time_updated + 1 WHERE id = 'ses_dd3d7026dffeN5x0x44HcefIzb'`,
      `UPDATE part SET time_updated = time_updated + 9999 WHERE session_id = 'ses_dd3d7026dffeN5x0x44HcefIzb'`,
      `UPDATE message SET time_updated = time_updated + 9999 WHERE session_id = 'ses_dd3d7026dffeN5x0x44HcefIzb'`,
      `DELETE FROM part WHERE id = 'prt_22c2967b3001It98YyMaX2M1HA'`,
    ];
    let last = first;
    for (const each of changes) {
      change((database) => run(database, each));
      const now = await opencodeTranscripts.sources(context);
      expect(now.filter((source, index) => source.fingerprint !== last[index]?.fingerprint)).toHaveLength(1);
      last = now;
    }
  });

  test('are read beside another process that writes them, and left as they are', async () => {
    const child = startChild('write-foreign', [file, 'wal']);
    const answered = () => new Promise((resolve) => child.stdout.once('data', resolve));
    await answered();
    const written = answered();
    child.stdin.write('a row\n');
    await written;
    const before = snapshot(home);
    expect(before.map((each) => each.split(' ')[0]).filter((name) => name?.includes('opencode.db'))).toHaveLength(3);
    expect(await readAll(opencodeTranscripts, contextOf(home))).toHaveLength(3);
    expect(snapshot(home)).toEqual(before);
    child.stdin.end();
    await new Promise((resolve) => child.once('close', resolve));
    expect(readdirSync(folder)).toEqual(['opencode.db']);
  });

  test('are looked for where the environment says, one for each channel', async () => {
    const elsewhere = path.join(home, 'data', 'opencode');
    mkdirSync(elsewhere, { recursive: true });
    const files = ['opencode.db', 'opencode-dev.db', 'other.db'].map((name) => path.join(elsewhere, name));
    for (const each of files) change((database) => database.database.exec(sql), each);
    const filesOf = async (env: Readonly<Record<string, string>>) =>
      new Set((await opencodeTranscripts.sources(contextOf(home, env))).map((source) => source.file));
    const XDG_DATA_HOME = path.join(home, 'data');
    expect(await filesOf({})).toEqual(new Set([file]));
    expect(await filesOf({ XDG_DATA_HOME })).toEqual(new Set(files.slice(0, 2)));
    expect(await filesOf({ XDG_DATA_HOME, OPENCODE_DB: 'other.db' })).toEqual(new Set(files));
    expect(await filesOf({ OPENCODE_DB: files[2] as string })).toEqual(new Set([file, files[2]]));
    expect(await filesOf({ OPENCODE_DB: ':memory:' })).toEqual(new Set([file]));
    expect(await filesOf({ OPENCODE_DB: 'gone.db' })).toEqual(new Set([file]));
    expect(await filesOf({ XDG_DATA_HOME: path.join(home, 'none') })).toEqual(new Set());
  });

  test('without tables have no sessions, and one that is gone is told', async () => {
    change((database) => database.database.exec('PRAGMA user_version = 1'), path.join(folder, 'opencode-new.db'));
    const context = contextOf(home);
    const sources = await opencodeTranscripts.sources(context);
    expect(sources).toHaveLength(3);
    const gone = { ...sources[0], part: 'ses_gone' } as (typeof sources)[0];
    await expect(opencodeTranscripts.open(gone, context)).rejects.toThrow(
      `expected the session ses_gone in ${file}, found none`,
    );
  });
});
