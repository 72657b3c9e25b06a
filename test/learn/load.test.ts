import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type LoadedSession, readLabelled, readSessions } from '../../bench/learn/load.mjs';
import { toolAction } from '../../providers/actions.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'headroom-learn-load-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head = (session: string) => ({ session, root: 'r', source: 'o/p', agent: 'a', version: '1', sub_agent: true });
const call = { id: 'c', tool: 'Bash', input: { command: 'ls x' }, t: 2, t2: 3.5, cwd: '/p', output: 'no', chars: 900 };
const lines = [head('s'), { user: 'hello', t: 1 }, { ...call, failed: true, exit: 2 }, head('empty')];

describe('the loader of sessions', () => {
  it('gives each session with its calls and user turns', async () => {
    const file = path.join(folder, 's.jsonl.gz');
    writeFileSync(file, gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')));
    const sessions: LoadedSession[] = [];
    for await (const each of readSessions(file, toolAction)) sessions.push(each);
    const [first, second, ...others] = sessions;
    expect(first?.session).toEqual({ agent: 'a', id: 's', root: 'r', isSubAgent: true, version: '1', folder: '/p' });
    const action = { kind: 'command', command: 'ls x' };
    const told = { id: 'c', tool: 'Bash', input: call.input, action, output: 'no', outputLength: 900, failed: true };
    expect(first?.events).toEqual([
      { kind: 'userTurn', text: 'hello', time: 1000 },
      { kind: 'call', call: { ...told, exitCode: 2, start: 2000, end: 3500, folder: '/p' } },
    ]);
    expect([second?.session.id, second?.events, others]).toEqual(['empty', [], []]);
  });

  it('gives labelled calls, of a shell and of other tools', async () => {
    const file = path.join(folder, 'l.jsonl');
    const row = { n: 4, label: 'x', agents_mistake: true, recovered: null, recovered_by: null, cwd: '/p', call: 'c' };
    const shell = { ...row, tool: 'Bash', input: 'ls x', flagged: false, exit: null, output: 'no' };
    const read = { ...row, tool: 'Read', input: '{"file_path":"/a"}', flagged: true, exit: null, output: '' };
    writeFileSync(file, `${JSON.stringify(shell)}\n${JSON.stringify(read)}\n`);
    const rows = await readLabelled(file, toolAction);
    expect(
      rows.map((each) => [each.label, each.number, each.call.failed, each.call.action, each.call.outputLength]),
    ).toEqual([
      ['x', 4, false, { kind: 'command', command: 'ls x' }, 2],
      ['x', 4, true, { kind: 'read', path: '/a', ranged: false }, 0],
    ]);
  });
});
