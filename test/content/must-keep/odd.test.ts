import { describe, expect, test } from 'vitest';
import { createGate } from '../../../src/content/must-keep/facts.ts';

const lines = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index));
const lost = (original: readonly string[], form: readonly string[]) => createGate(original.join('\n'))(form.join('\n'));

describe('numbers far out', () => {
  const served = lines(3000, (index) => `GET /api/items/${index} 200 in ${15 + (index % 9)} ms`);

  test.each(['98,765 ms', '98765 ms', '98765.4ms'])('a duration of %s among thousands of 20 ms counts', (duration) => {
    const odd = `GET /api/items/77 200 in ${duration}`;
    expect(lost([...served, odd, ...served], [...served.slice(0, 3), ...served.slice(-3)])).toEqual([odd]);
    expect(lost([...served, odd, ...served], [...served.slice(0, 3), odd])).toEqual([]);
  });

  test('counters, times and sizes that grow are no outliers', () => {
    const growing = lines(
      500,
      (index) => `2026-01-01 12:${index % 60}:07 step ${index * 40} of 20000, ${index} kB read`,
    );
    expect(lost(growing, growing.slice(0, 2))).toEqual([]);
  });

  test('a second kind of many large numbers is no exception', () => {
    const mixed = lines(400, (index) => `batch took ${index % 3 === 0 ? 9000 + index : 10} ms`);
    expect(lost(mixed, mixed.slice(0, 2))).toEqual([]);
  });

  test('a number of a JSON record counts by its value, however it is spelled', () => {
    const records = lines(200, (id) => `{"id":${id},"ms":${id === 70 ? '98765.0' : 20 + (id % 5)}}`);
    const lostOf = createGate(`[${records.join(',')}]`);
    expect(lostOf(records.slice(0, 20).join('\n'))).toEqual(['98765.0']);
    expect(lostOf('70\t98765')).toEqual([]);
    expect(lostOf('70\t987651')).toEqual(['98765.0']);
  });
});

describe('a status', () => {
  const statusOf = (id: number, odd: string) => (id === 70 ? odd : id % 3 === 0 ? 'ok' : 'done');
  const records = (odd: string) => Array.from({ length: 200 }, (_, id) => ({ id, status: statusOf(id, odd) }));

  test('that one record of many has must be told of', () => {
    const gate = createGate(JSON.stringify(records('degraded')));
    expect(gate(JSON.stringify(records('ok').slice(0, 20)))).toEqual(['degraded']);
    expect(gate('70\tdegraded')).toEqual([]);
  });

  test('that many records have may be shown by any of them', () => {
    expect(createGate(JSON.stringify(records('ok')))('1\tok')).toEqual([]);
  });
});

describe('what the call or the user names', () => {
  const rows = lines(300, (index) => `row ${index} user_${index * 7} ok`);
  const context = (command: string, asked?: string) => ({
    call: { tool: 'Bash', input: JSON.stringify({ command }), command },
    asked,
  });

  test('stays where few lines hold it', () => {
    const gate = createGate(rows.join('\n'), context('grep -c x report', 'What about user_700?'));
    expect(gate(rows.slice(0, 9).join('\n'))).toEqual(['user_700']);
    expect(gate(`${rows[0]}\n${rows[100]}`)).toEqual([]);
    const byCall = createGate(rows.join('\n'), context('./report --only user_693'));
    expect(byCall(rows[0] as string)).toEqual(['user_693']);
  });

  test('may go where it stands everywhere, and plain words name nothing', () => {
    const everywhere = rows.map((row) => `${row} job_17`);
    expect(createGate(everywhere.join('\n'), context('tail job_17'))(everywhere[0] as string)).toEqual([]);
    expect(createGate(rows.join('\n'), context('cat report', 'Is any row ok?'))(rows[0] as string)).toEqual([]);
  });

  test('is not the file that a command shows', () => {
    const text = [...rows.slice(0, 50), 'see logs/app_2.log'].join('\n');
    expect(createGate(text, context('cat logs/app_2.log'))(rows[0] as string)).toEqual([]);
    expect(createGate(text, context('grep -v ok logs/x.log | ./find app_2'))(rows[0] as string)).toEqual(['app_2']);
  });

  test('is the whole word: a longer name is another one', () => {
    const gate = createGate(rows.join('\n'), context('x', 'user_70'));
    expect(gate(rows.filter((row) => !row.includes('user_70 ')).join('\n'))).toEqual(['user_70']);
  });
});

describe('lines that quote a file', () => {
  test('in a hunk report nothing, whatever they say', () => {
    const diff = [
      'diff --git a/x.ts b/x.ts',
      '--- a/x.ts',
      '+++ b/x.ts',
      '@@ -1,3 +1,3 @@',
      ' a',
      "+throw new TypeError('no such file')",
      ' b',
    ];
    expect(lost(diff, diff.slice(0, 4))).toEqual([]);
    expect(lost([...diff, 'error: patch failed: x.ts:1'], diff)).toEqual(['error: patch failed: x.ts:1', 'x.ts:1']);
  });

  test('as hits in sources report nothing; hits in logs do', () => {
    const call = { tool: 'Bash', input: '', command: 'rg -n Error src logs' };
    const hits = ["src/a.ts:3:  throw new TypeError('a')", 'logs/app.log:9:ERROR disk is full'];
    expect(createGate(hits.join('\n'), { call })('')).toEqual([hits[1], 'logs/app.log:9']);
  });

  test('in a page of HTML count in its headings only', () => {
    const page = (title: string) =>
      `<!doctype html><html><head><title>${title}</title></head><body><p>ValueError: an example</p></body></html>`;
    expect(createGate(page('Guide'))('x')).toEqual([]);
    expect(createGate(page('ValueError: bad &amp; worse'))('x')).toEqual(['ValueError: bad & worse']);
  });
});

test('JSON that is cut at the end is read as far as it goes', () => {
  const cut = '[{"id":"a1","status":"ok"},{"id":"b2","status":"failed","message":"disk full"},{"id":"c3","sta';
  expect(createGate(cut)('x')).toEqual(['b2', 'failed', 'disk full']);
  expect(createGate(cut)('b2 | failed | disk full')).toEqual([]);
});

test('JSON lines, escapes and texts inside strings are read', () => {
  const record = {
    name: 'unit',
    output: `${'building\n'.repeat(40)}TypeError: x is \u00e9\u0301 not "a"\nat run (/a/b.js:3:1)\n`,
  };
  const text = [{ name: 'lint', output: 'fine' }, record].map((each) => JSON.stringify(each)).join('\n');
  const gate = createGate(text);
  expect(gate('{"name":"lint"}').length).toBeGreaterThan(0);
  expect(gate(JSON.stringify(record))).toEqual([]);
  expect(gate(`${record.output}`)).toEqual([]);
});

test('texts made to be slow are judged in time', () => {
  const size = 1_000_000;
  for (const text of [
    'a',
    '"',
    '{"a":',
    '[',
    '\\',
    '1',
    '/',
    '.',
    ' ',
    'error ',
    '{"error":"',
    'a.py:',
    '<p ',
    '= 1 passed ',
  ])
    expect(createGate(text.repeat(size / text.length), { asked: 'a.b.c user_1' })(text).length).toBeGreaterThanOrEqual(
      0,
    );
});
