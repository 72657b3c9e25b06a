import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';
import {
  claudeFields,
  claudeRequest,
  claudeSession,
  claudeTarget,
  oneResult,
  prompt,
  resultsOf,
  toolResult,
  toolUse,
  withoutResults,
} from '../harness/claude-shape.ts';
import { plainAnswer, startFakeUpstream } from '../harness/fake-upstream.ts';
import { startHeadroom } from '../harness/headroom.ts';
import { endToEnd, exchangeWith, useProxied } from '../harness/proxied.ts';
import { buildLog, numbers } from '../harness/texts.ts';

const proxied = useProxied();
let counter = 0;

/** Sends texts as the results of as many calls of one request, and gives the forms in which they went up. */
async function forms(texts: readonly string[], command = 'make'): Promise<string[]> {
  const run = ++counter;
  const messages = [prompt('Go.')];
  for (const [index, text] of texts.entries()) {
    const id = `toolu_f${run}_${index}`;
    messages.push(toolUse(id, 'Bash', { command }), toolResult(id, text));
  }
  const sent = JSON.stringify(claudeRequest(messages));
  const seen = await proxied.body(sent);
  expect(withoutResults(seen)).toEqual(withoutResults(sent));
  return resultsOf(seen) as string[];
}

const handleIn = (text: string) => /hash=([0-9a-f]{24})/.exec(text)?.[1];

/** What a terminal shows of a line: carriage returns go back to its start, colours show nothing, `ESC [ K` clears the rest. */
function shown(line: string): string {
  let cells: string[] = [];
  let column = 0;
  for (const [token] of line.replace(/\r$/, '').matchAll(/\u001b\[[0-9;?]*[A-Za-z]|[\s\S]/gu)) {
    if (token === '\r') column = 0;
    else if (/^\u001b\[0?K$/.test(token)) cells = cells.slice(0, column);
    else if (!token.startsWith('\u001b')) cells[column++] = token;
  }
  return cells.join('').replace(/[ \t]+$/, '');
}

/**
 * Checks a form against its original: every line is the original's next one, or a notice that tells exactly which lines are gone
 * in its place, and the totals are true.
 */
function checkWholeLines(original: string, form: string): void {
  if (form === original || form.includes('[headroom: lossless')) return;
  const lines = original.replace(/\n$/, '').split('\n').map(shown);
  let at = 0;
  let gone = 0;
  for (const line of form.replace(/\n$/, '').split('\n')) {
    if (lines[at] === shown(line)) {
      at++;
      continue;
    }
    const gap = /^\[headroom: omitted (?:(\d+) of (\d+) )?lines:? (\d+)(?:-(\d+))?[;\]]/.exec(line);
    const total = /^\[headroom: omitted (\d+) of (\d+) lines; headroom retrieve hash=[0-9a-f]{24}\]$/.exec(line);
    if (gap !== null) {
      expect(Number(gap[3]), line).toBe(at + 1);
      const last = Number(gap[4] ?? gap[3]);
      gone += last - at;
      at = last;
    }
    const [said, of] = total !== null ? [total[1], total[2]] : [gap?.[1], gap?.[2]];
    if (said !== undefined) expect([Number(said), Number(of)]).toEqual([gone, lines.length]);
    const known =
      gap !== null ||
      total !== null ||
      /^\[headroom: control sequences taken out of \d+ of \d+ lines; headroom retrieve hash=[0-9a-f]{24}\]$/.test(line);
    expect(
      known,
      `line ${at + 1} is ${JSON.stringify(lines[at]?.slice(0, 200))}, found ${JSON.stringify(line.slice(0, 200))}`,
    ).toBe(true);
  }
  expect(at).toBe(lines.length);
  expect(handleIn(form)).toBeDefined();
}

describe('reversibility', () => {
  it('T53 round trip: every handle gives its original back, from another process and after a restart', async () => {
    const bodies = claudeSession('t53', 12, [2, 5, 6, 9]);
    const last = bodies.at(-1) as string;
    let seen = '';
    for (const body of bodies) seen = await proxied.body(body);
    const originals = resultsOf(last) as string[];
    const changed = (resultsOf(seen) as string[]).flatMap((form, index) =>
      form === originals[index] ? [] : [{ form, original: originals[index] }],
    );
    expect(changed).toHaveLength(4);
    for (const restart of [false, true]) {
      if (restart) {
        await proxied.headroom.kill();
        await proxied.headroom.restart();
      }
      for (const { form, original } of changed) {
        const { code, stdout } = await proxied.headroom.run(['retrieve', handleIn(form) ?? 'none']);
        expect(code).toBe(0);
        expect(stdout.toString() === original).toBe(true);
      }
    }
    const answer = await proxied.open({ method: 'GET', target: `/v1/retrieve/${handleIn(changed[0]?.form ?? '')}` })
      .response;
    expect(JSON.parse(answer.text()).original_content === changed[0]?.original).toBe(true);
  });

  it('T54 what was fetched back is left alone, by whatever route, and stays so', async () => {
    const log = buildLog(54);
    const [form] = (await forms([log])) as [string];
    const handle = handleIn(form);
    expect(handle).toBeDefined();
    for (const [name, input] of [
      ['Bash', { command: `headroom retrieve hash=${handle}` }],
      ['Bash', { command: `headroom retrieve ${handle} | tail -n 700` }],
      ['mcp__headroom__headroom_retrieve', { hash: handle }],
      ['headroom_retrieve', { hash: handle }],
    ] as const) {
      const id = `t54-${++counter}`;
      const messages = [prompt('Go.'), toolUse(id, name, input), toolResult(id, log)];
      for (const later of [messages, [...messages, prompt('And?')]]) {
        const body = JSON.stringify(claudeRequest(later));
        expect((await proxied.body(body)) === body).toBe(true);
      }
    }
  });

  it('T55 a text with one of our notices is left alone; a look-alike is plain text', async () => {
    const [form] = (await forms([buildLog(55)])) as [string];
    const quoted = `${buildLog(56)}${form}\n`;
    expect((await forms([quoted]))[0] === quoted).toBe(true);
    const alike = `[headroom: omitted 9 of 10 lines: 1-9; headroom retrieve hash=${'0'.repeat(24)}]\n${buildLog(57)}`;
    const [shortened] = (await forms([alike])) as [string];
    checkWholeLines(alike, shortened);
    expect(handleIn(shortened.split('\n').at(-2) ?? '')).not.toBe('0'.repeat(24));
  });
});

describe('fidelity', () => {
  const common = [
    'error',
    'ok',
    'src/a.ts:12:',
    'INFO',
    '{"a":',
    'PASS',
    '---',
    '+++',
    '@@ -1 +1 @@',
    '|',
    '100%',
    '12:00:01',
    '\u001b[31mred\u001b[0m',
  ];
  const oneOf = (words: readonly string[]) =>
    fc.array(fc.constantFrom(...common, ...words), { maxLength: 8 }).map((list) => list.join(' '));
  // What a carriage return does to tabs and wide characters depends on the terminal; they do not meet in one line.
  const line = fc.oneof(oneOf(['é', '🤖', '\t', '  ']), oneOf(['\r', '\u001b[K', '\r\u001b[K']));
  const ending = fc.constantFrom('\n', '\r\n');

  it('T56 whole lines: what is kept is the source’s own lines in their order, and notices tell what is gone', async () => {
    const text = fc
      .tuple(
        fc.array(fc.tuple(line, fc.integer({ min: 1, max: 40 })), { minLength: 20, maxLength: 80 }),
        ending,
        fc.boolean(),
      )
      .map(([groups, end, closed]) => {
        const lines = groups.flatMap(([content, times]) =>
          Array.from({ length: times }, (_, index) => `${content} ${index % 7}`),
        );
        return lines.join(end) + (closed ? end : '');
      });
    const property = fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (texts) => {
      const sent = await forms(texts);
      for (const [index, form] of sent.entries()) checkWholeLines(texts[index] as string, form);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('T56 outputs of well-known commands, and one line of 300 KB', async () => {
    const next = numbers(56);
    const number = (below: number) => Math.floor(next() * below);
    const rows = (make: (index: number) => string, end = '\n') =>
      `${Array.from({ length: 500 }, (_, index) => make(index)).join(end)}${end}`;
    const outputs = [
      [
        'grep -rn total src',
        rows((index) => `src/a${number(20)}.ts:${index}:  const total: number = sum(${number(9)}); // a: b`),
      ],
      [
        'ls -la',
        rows(
          (index) =>
            `-rw-r--r--  1 dev dev ${number(90_000)} Nov 20 10:${String(index % 60).padStart(2, '0')} file ${index}.txt`,
        ),
      ],
      ['git status', `On branch main\n${rows((index) => `\tmodified:   src/file-${index}.ts`)}`],
      [
        'git diff',
        rows((index) =>
          index % 25 === 0
            ? `diff --git a/f${index} b/f${index}\n--- a/f${index}\n+++ b/f${index}\n@@ -1,24 +1,24 @@`
            : `${' +-'[index % 3]}  line ${number(50)}`,
        ),
      ],
      [
        'npm test',
        `TAP version 13\n${rows((index) => `${index % 97 === 5 ? 'not ok' : 'ok'} ${index} - case ${number(30)}`)}1..500\n`,
      ],
      [
        'docker ps',
        rows(
          (index) =>
            `${(index * 7919).toString(16).padStart(12, '0')}   nginx:1.${number(9)}   "nginx"   Up ${number(20)} hours   80/tcp   web_${index}`,
        ),
      ],
      ['cat big.csv', rows((index) => `${index},"name, ${number(40)}",${number(1000)},true`, '\r\n')],
      ['npm run build', rows((index) => `\u001b[32m✓\u001b[39m built module ${number(90)}\r\u001b[K${index}% done`)],
      ['cat one-line', `${'x'.repeat(150_000)} needle ${'y'.repeat(150_000)}`],
    ] as const;
    for (const [command, text] of outputs) checkWholeLines(text, (await forms([text], command))[0] as string);
  });

  it('T57 needles: whatever occurs once and looks like an error or a failure survives', async () => {
    const next = numbers(57);
    const needles = [
      'ERROR: connection to 10.0.0.7:5432 refused',
      'src/billing/invoice.ts:88:13 - error TS2554: Expected 2 arguments, but got 1.',
      'panic: runtime error: index out of range [5] with length 3',
      'FAILED tests/test_stock.py::test_reserve - AssertionError: 3 != 4',
      'fatal: unable to access https://git.example.test/repo.git/: The requested URL returned error: 503',
      'npm ERR! code E404',
      'Killed: process 4242 exited with code 137',
    ];
    const logs = needles.map((needle, index) => {
      const lines = buildLog(570 + index).split('\n');
      lines.splice(Math.floor(next() * lines.length), 0, needle);
      return lines.join('\n');
    });
    const sent = await forms(logs);
    for (const [index, needle] of needles.entries()) expect(sent[index]).toContain(needle);
    expect(sent.join('').length).toBeLessThan(logs.join('').length * 0.7);
  });

  it('T58 JSON: shortened, it is visibly no JSON, and whole elements are kept', async () => {
    const item = (id: number) => ({
      id,
      name: `item ${id % 9}`,
      state: id === 77 ? 'FAILED: disk full' : 'ok',
      count: String(id % 5),
      tags: ['a', 'b'],
    });
    const items = Array.from({ length: 120 }, (_, id) => item(id));
    const texts = [
      JSON.stringify({ total: 120, items }, undefined, 2),
      JSON.stringify({ a: items, b: items.map(({ id }) => ({ id })), blob: Buffer.alloc(900, 'q').toString('base64') }),
      JSON.stringify(JSON.stringify(items)),
      `${items.map((each) => JSON.stringify(each)).join('\n')}\n`,
      `${JSON.stringify(items).slice(0, -20)}`,
    ];
    const sent = await forms(texts, 'curl http://localhost/items');
    for (const [index, form] of sent.entries()) {
      if (form === texts[index]) continue;
      expect(form).toContain('[headroom: ');
      expect(form.includes('lossless') || handleIn(form) !== undefined).toBe(true);
      expect(() => JSON.parse(form)).toThrow();
      if (index < 4) expect(form).toContain('FAILED: disk full');
    }
  });

  it('T59 never worse: every form is a tenth shorter in tokens, or the text itself', async () => {
    const { count } = createCounter(await loadRanks());
    const next = numbers(59);
    const texts = Array.from({ length: 150 }, (_, index) => {
      const size = 5 + Math.floor(next() * 200);
      if (index % 3 === 0) return buildLog(index, size);
      if (index % 3 === 1)
        return JSON.stringify(
          Array.from({ length: size }, (_each, id) => ({
            id,
            value: Math.floor(next() * 1e6),
            text: next().toString(36),
          })),
        );
      return Array.from({ length: size }, () => `${next().toString(36)} ${next().toString(36)}`).join('\n');
    });
    const sent = await forms(texts);
    let shorter = 0;
    for (const [index, form] of sent.entries()) {
      const text = texts[index] as string;
      if (form === text) continue;
      shorter++;
      expect(count(form)).toBeLessThanOrEqual(count(text) * 0.9);
    }
    expect(shorter).toBeGreaterThan(10);
  });

  it('T60 surrogates: lone ones and astral characters anywhere give well-formed UTF-8', async () => {
    const log = buildLog(60);
    for (let at = 0; at < 12; at++) {
      const text = `${log.slice(0, 500 + at)}🤖${log.slice(500 + at)}${'🤖'.repeat(50)}`;
      const body = JSON.stringify(claudeRequest(oneResult(`t60-${at}`, text)));
      const seen = await proxied.exchange({ target: claudeTarget, fields: claudeFields, body });
      expect(seen.seen.text().includes('\ufffd')).toBe(false);
      expect(seen.seen.body.length).toBeLessThan(body.length);
    }
    const lone = JSON.stringify(claudeRequest(oneResult('t60-lone', 'PLACE'))).replace(
      'PLACE',
      `${JSON.stringify(log).slice(1, -1)}\\ud800 \\udc00`,
    );
    const seen = await proxied.body(lone);
    expect(seen).toContain('\\ud800 \\udc00');
  });

  it('T61 junk that looks like something passes without an error', async () => {
    const junk = [
      `+++ b/x\n${'@@ prose @@\n'.repeat(800)}`,
      `${'```\n'.repeat(2000)}`,
      'z'.repeat(3_000_000),
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      '{"a":'.repeat(10_000),
      '\u0000\u0001\u001b['.repeat(3000),
      '\n'.repeat(20_000),
      '%'.repeat(5000) + '\r'.repeat(5000),
    ];
    for (const text of junk) {
      proxied.upstream.respond(plainAnswer);
      const body = JSON.stringify(claudeRequest(oneResult(`t61-${++counter}`, text)));
      expect((await proxied.exchange({ target: claudeTarget, fields: claudeFields, body })).response.status).toBe(200);
    }
    const deep = `${'{"a":['.repeat(5000)}1${']}'.repeat(5000)}`;
    const body = `{"model":"m","x":${deep},"messages":[]}`;
    expect((await proxied.body(body)) === body).toBe(true);
  });
});

describe('compression off', () => {
  it('T62 lossless means lossless: with optimize off, or by header, every body goes up as it came', async () => {
    const upstream = await startFakeUpstream();
    const headroom = await startHeadroom({ upstream: upstream.url, env: { HEADROOM_OPTIMIZE: '0' } });
    try {
      const log = buildLog(62);
      const chat: Json = { model: 'gpt-4.1', messages: [{ role: 'tool', tool_call_id: 'x', content: log }] };
      const responses: Json = {
        model: 'gpt-6.1-sol',
        input: [{ type: 'function_call_output', call_id: 'x', output: log }],
      };
      const cases: readonly (readonly [string, Json])[] = [
        [claudeTarget, claudeRequest(oneResult('t62', log))],
        ['/v1/chat/completions', chat],
        ['/v1/responses', responses],
      ];
      for (const [target, value] of cases) {
        const body = JSON.stringify(value);
        const { seen } = await exchangeWith(headroom, upstream, { target, fields: claudeFields, body });
        expect(seen.text() === body).toBe(true);
        expect(endToEnd(seen.fields)).toEqual(claudeFields);
        const bypassed = await proxied.exchange({
          target,
          fields: [...claudeFields, ['x-headroom-bypass', 'true']],
          body,
        });
        expect(bypassed.seen.text() === body).toBe(true);
        expect(endToEnd(bypassed.seen.fields)).toEqual(claudeFields);
      }
    } finally {
      await headroom.stop();
      await upstream.close();
    }
  });
});
