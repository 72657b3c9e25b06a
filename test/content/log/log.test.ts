import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitLines } from '../../../src/content/lines.ts';
import { logCompressor } from '../../../src/content/log/log.ts';
import { repeatsCodec } from '../../../src/content/log/repeats.ts';
import type { Compressed } from '../../../src/model/content.ts';

const handle = '0123456789abcdef01234567';
const counter = { count: (text: string) => Math.ceil(text.length / 4) };

function compress(text: string, lossy = true): readonly Compressed[] {
  return logCompressor.compress({ text, handle, lossy, tokens: counter.count(text), counter });
}

function hardest(text: string): string {
  return compress(text)[0]?.text ?? text;
}

const noise = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `2024-05-01T10:00:${String(index % 60).padStart(2, '0')}Z INFO worker-${index % 4} handled job ${index * 37} in ${index % 90} ms`,
  );

/** The lines that a notice or its ranges say are gone. */
function omitted(form: string): readonly number[] {
  const numbers: number[] = [];
  for (const line of form.split('\n')) {
    const ranges = /^\[headroom: omitted (?:\d+ of \d+ )?lines:? ([\d, -]+)/.exec(line)?.[1];
    for (const range of ranges?.split(', ') ?? []) {
      const [first, last = first] = range.split('-').map(Number) as [number, number?];
      for (let number = first; number <= (last as number); number++) numbers.push(number);
    }
  }
  return numbers;
}

describe('logs', () => {
  test('a finding of a linter that stays stands below the name of its file', () => {
    const lines = Array.from({ length: 60 }, (_, file) => [
      `/repo/src/file${file}.ts`,
      ...Array.from({ length: 12 }, (_, row) => `  ${row + 1}:3  warning  Unexpected any  no-any`),
      ...(file === 30 ? ["  99:1  error  'leak' is not defined  no-undef"] : []),
      '',
    ]).flat();
    for (const { text } of compress(lines.join('\n'))) {
      if (!text.includes('omitted')) continue;
      const names = text.slice(0, text.indexOf('99:1')).match(/^\/repo\S+$/gm);
      expect(names?.at(-1)).toBe('/repo/src/file30.ts');
    }
  });

  test('what passed below a report of a failure, whose end nothing tells, is left out', () => {
    const passed = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `        PASS [   0.012s] shop parts::reads_${from + index}`);
    const report = [
      '        FAIL [   0.021s] shop parts::writes',
      '',
      'failures:',
      '',
      '---- parts::writes stdout ----',
      '  left: 3',
      ' right: 4',
    ];
    const lines = [
      ...passed(0, 200),
      ...report,
      ...passed(200, 120),
      '     Summary [   3.2s] 321 tests run: 320 passed, 1 failed',
    ];
    const form = hardest(lines.join('\n')).split('\n');
    for (const line of report) expect(form).toContain(line);
    expect(form.filter((line) => line.startsWith('        PASS')).length).toBeLessThan(20);
  });

  test('the line that the call names stays among others like it', () => {
    const lines = Array.from(
      { length: 400 },
      (_, index) => `2024-05-01T10:00:00Z INFO worker handled ord-${1000 + index}`,
    );
    const text = lines.join('\n');
    const ask = (command: string) =>
      logCompressor.compress({
        ...{ text, handle, lossy: true, tokens: counter.count(text), counter },
        call: { tool: 'shell', input: JSON.stringify({ command }), command },
      })[0]?.text;
    expect(ask('logs api # what became of ord-1237?')).toContain(lines[237]);
    expect(ask('logs api # what became of ord-123?')).toBe(hardest(text));
  });

  test.each([
    '10.0.0.7 - - [01/May/2024:10:00:00 +0000] "GET /x HTTP/1.1" 503 12',
    '2024-05-01T10:00:00Z INFO GET /x/7 500 12 ms',
    '2024-05-01T10:00:00Z INFO job 7 done rc=1',
  ])('the one bad answer stays: %s', (bad) => {
    const good = bad.replace(/ 50[03] /, ' 200 ').replace('rc=1', 'rc=0');
    const lines = Array.from({ length: 400 }, (_, index) => (index === 200 ? bad : good.replace('7', `${index}`)));
    for (const { text } of compress(lines.join('\n'))) expect(text.split('\n')).toContain(bad);
  });

  test('a templated log shrinks to its first and last lines', () => {
    const text = noise(500).join('\n');
    const form = hardest(text);
    expect(form.length).toBeLessThan(text.length / 5);
    expect(form).toContain(noise(500)[0]);
    expect(form).toContain(noise(500)[499]);
    expect(form).toContain(`of 500 lines`);
    expect(form).toContain(`headroom retrieve hash=${handle}`);
  });

  test('what occurs once stays at every level, wherever it stands', () => {
    const needles = [
      'connection to db-primary refused',
      'see https://example.com/run/abc for details',
      'at commit 9fceb02d0ae598e95dc970b74767f19372d61af8 of main',
      'src/store/open.ts:41 took the slow path',
      'user said "please stop the deployment"',
      'java.lang.IllegalStateException: queue is closed',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...needles), fc.nat(399), (needle, place) => {
        const lines = noise(400);
        lines.splice(place, 0, needle);
        for (const { text } of compress(lines.join('\n'))) expect(text.split('\n')).toContain(needle);
      }),
      { numRuns: 60 },
    );
  });

  test('a stack trace stays whole', () => {
    const trace = [
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 12, in <module>',
      '    run(job)',
      '  File "/app/run.py", line 7, in run',
      '    raise ValueError("no such job")',
      'ValueError: no such job',
    ];
    const form = hardest([...noise(200), ...trace, ...noise(200)].join('\n'));
    expect(form).toContain(trace.join('\n'));
  });

  test('every failing test and the summary stay, the passing ones go', () => {
    const lines = Array.from({ length: 300 }, (_, index) =>
      index % 60 === 7 ? `tests/test_a.py::test_${index} FAILED` : `tests/test_a.py::test_${index} PASSED`,
    );
    const form = hardest([...lines, '==== 5 failed, 295 passed in 3.21s ===='].join('\n'));
    for (const index of [7, 67, 127, 187, 247]) expect(form).toContain(`test_${index} FAILED`);
    expect(form).toContain('5 failed, 295 passed');
    expect(form.split('\n').length).toBeLessThan(60);
  });

  test.each([
    ['sympy', (i: number) => `test_core__expression__Case${'abcdefgh'[i % 8]}${i} ok`],
    ['mocha', (i: number) => `    ✓ handles ${'abcdefgh'[i % 8]} number ${i} well`],
    ['TAP', (i: number) => `ok ${i + 1} - ${'abcdefgh'[i % 8]} holds`],
    ['Go packages', (i: number) => `ok  \texample.com/app/${'abcdefgh'[i % 8]}${i}\t0.${i}s`],
    ['GoogleTest', (i: number) => `[       OK ] Suite.Case${'abcdefgh'[i % 8]}${i} (0 ms)`],
    ['Bazel', (i: number) => `//app/${'abcdefgh'[i % 8]}:test_${i}   PASSED in 1.${i}s`],
  ])('a run of verdicts that all passed keeps its ends and what is different: %s', (_, line) => {
    const lines = Array.from({ length: 300 }, (_, index) => line(index));
    lines[120] = 'not ok 121 - rounds up';
    lines[200] = 'ok 201 - rounds down # SKIP no such locale';
    lines[201] = 'test_core__expression__Basic abstract class s';
    const form = hardest([...lines, '1 failed, 297 passed, 2 skipped'].join('\n')).split('\n');
    for (const index of [0, 120, 199, 200, 201, 202, 299]) expect(form).toContain(lines[index]);
    expect(form).toContain('1 failed, 297 passed, 2 skipped');
    expect(form.length).toBeLessThan(50);
  });

  test('all failures stay while they are few, also when they differ in numbers only', () => {
    const lines = noise(300);
    for (let index = 10; index < 300; index += 30)
      lines[index] = `ERROR upload of part ${index} failed with status 503`;
    const form = hardest(lines.join('\n'));
    for (let index = 10; index < 300; index += 30) expect(form).toContain(`part ${index} failed`);
  });

  test('kept lines and stated ranges together are exactly the source', () => {
    const line = fc.constantFrom(
      ...noise(6),
      'ERROR disk full',
      'a',
      '',
      '    at run (a.js:1:2)',
      '\tfoo\r',
      'Compiling serde v1',
      'ok 1 - adds',
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 12, maxLength: 300 }), fc.boolean(), (lines, closed) => {
        const text = lines.join('\n') + (closed ? '\n' : '');
        for (const form of compress(text)) {
          if (form.fidelity === 'lossless') continue;
          const gone = new Set(omitted(form.text));
          const source = splitLines(text).lines;
          const kept = source.filter((_, index) => !gone.has(index + 1));
          expect(splitLines(form.text).lines.filter((each) => !each.startsWith('[headroom:'))).toEqual(kept);
          expect(form.text).toContain(`omitted ${gone.size} of ${source.length} lines`);
        }
      }),
    );
  });

  test('a gap that repeats lines further up says so truthfully', () => {
    const block = Array.from({ length: 8 }, (_, index) => `    at step${'abcdefgh'[index]} (lib/run.js:${index}:1)`);
    const text = ['Error: one', ...block, 'Error: two', ...block, ...noise(80)].join('\n');
    const same = /omitted lines (\d+)-(\d+); same as lines (\d+)-(\d+)/.exec(hardest(text));
    expect(same).not.toBeNull();
    const [first, last, from, to] = (same as RegExpExecArray).slice(1).map(Number) as [number, number, number, number];
    const lines = text.split('\n');
    expect(lines.slice(first - 1, last)).toEqual(lines.slice(from - 1, to));
  });

  test('without leave to lose text only the lossless form is offered', () => {
    const text = `${'waiting for the server to come up\n'.repeat(50)}done\n`;
    const forms = compress(text, false);
    expect(forms.map(({ fidelity }) => fidelity)).toEqual(['lossless']);
    expect(forms[0]?.text).toContain('the line above 49 more times');
    const different = Array.from({ length: 20 }, (_, index) => `${'abcdefghij'.repeat(index + 1)}`);
    expect(compress(different.join('\n'), false)).toEqual([]);
  });

  test('short or odd text is left alone', () => {
    expect(compress('')).toEqual([]);
    expect(compress('one line')).toEqual([]);
    expect(compress('x'.repeat(2_000_000))).toEqual([]);
  });

  test('five megabytes of one character end, in few long lines and in many short ones', () => {
    for (const character of ['/', '1', '"']) {
      const long = compress(`${character.repeat(400_000)}\n`.repeat(12));
      expect(long.every(({ text }) => text.length < 4_800_012)).toBe(true);
      const short = compress(`${character}${character}\n`.repeat(100_000));
      expect(short.length).toBeGreaterThan(0);
    }
  });

  test('a text of many lines and a text of hostile lines come back', () => {
    expect(hardest(noise(20_000).join('\n')).length).toBeLessThan(20_000);
    for (const line of [
      '['.repeat(900),
      'a.'.repeat(900),
      '#'.repeat(1500),
      'PASSED ('.repeat(200),
      ` at ${'a.b '.repeat(300)}`,
      '"File "'.repeat(300),
      `${'='.repeat(1500)}7`,
      `= ${'1 passed '.repeat(200)}x`,
    ]) {
      expect(hardest(`${line}\n`.repeat(200)).length).toBeLessThan(line.length * 200);
    }
  });
});

describe('what stays of events', () => {
  test('a number far out of range stays, one among others of its size does not', () => {
    const line = (ms: string, index: number) => `2024-05-01T10:00:00Z INFO request ${index} took ${ms} ms on worker`;
    const lines = Array.from({ length: 500 }, (_, index) => line(`${20 + (index % 9)}`, index));
    lines[250] = line('98,765', 250);
    const form = hardest(lines.join('\n')).split('\n');
    expect(form).toContain(lines[250]);
    expect(form).not.toContain(lines[251]);
  });

  test('lines that differ in a name only are one event, states are not', () => {
    const names = Array.from({ length: 60 }, (_, index) => 'abcdefghijklmno'.slice(index % 8, (index % 7) + 9));
    const lines = names.flatMap((name) => [
      `login of ${name} accepted by gate`,
      'door opened by hand',
      'door closed by hand',
    ]);
    const form = hardest(lines.join('\n'));
    expect(form.split('\n').length).toBeLessThan(30);
    for (const state of ['door opened by hand', 'door closed by hand']) expect(form).toContain(state);
  });

  test('a gap says how many tests passed in it, and what most of its lines were', () => {
    const passing = Array.from(
      { length: 80 },
      (_, index) => `tests/test_a.py::test_${index} PASSED [0.2s] [ ${index}%]`,
    );
    const form = hardest([...passing, '80 passed in 3.1s', ...noise(200)].join('\n'));
    expect(form).toMatch(/omitted lines \d+-\d+; \d+ ok\]/);
    expect(form).toMatch(/\d+ like "INFO worker-# handled job # in # ms"/);
  });

  test('a failing test is named whatever time stands before it, and a skipped one is no failure', () => {
    const lines = Array.from({ length: 200 }, (_, index) => {
      const verdict = index === 77 ? 'FAILED' : index % 2 === 0 ? 'PASSED' : 'SKIPPED (no error here)';
      return `2024-05-01T10:00:${String(index % 60).padStart(2, '0')}.1234567Z tests/a.py::test_fail_${index} ${verdict}`;
    });
    const form = hardest(lines.join('\n')).split('\n');
    expect(form).toContain(lines[77]);
    expect(form.length).toBeLessThan(40);
  });

  test('a trace that says what one above has said goes, but for its own lines', () => {
    const trace = (id: number) => [
      `ERROR job ${id} failed`,
      'Traceback (most recent call last):',
      ...Array.from({ length: 8 }, (_, frame) => `  File "/app/step${frame}.py", line ${frame + 3}, in run`),
      `ValueError: no such job ${id}`,
    ];
    const form = hardest(
      Array.from({ length: 20 }, (_, id) => [...trace(id), ...noise(10)])
        .flat()
        .join('\n'),
    );
    expect(form.split('File "/app/step3.py", line 6').length - 1).toBe(1);
    expect(form).toContain('ValueError: no such job 0');
  });

  test('a list of findings loses none of its files at the hardest level that is offered', () => {
    const lines = Array.from(
      { length: 40 },
      (_, index) => `src/part${index % 4}.c:${index + 1}:5: warning: unused variable [-Wunused]`,
    );
    for (const { text } of compress(lines.join('\n'))) {
      for (let file = 0; file < 4; file++) expect(text).toContain(`part${file}.c`);
    }
  });

  test('the shortest form is asked for and is shorter; without it no such form is offered', () => {
    const lines = Array.from(
      { length: 300 },
      (_, index) => `2024-05-01T10:00:00Z ERROR upload ${index * 7} failed on host-${index % 5}`,
    );
    const text = [...noise(300), ...lines].join('\n');
    const ask = (shortest: boolean) =>
      logCompressor.compress({ text, handle, lossy: true, shortest, tokens: 9000, counter })[0]?.text.length ?? 0;
    expect(ask(true)).toBeLessThan(ask(false) / 2);
  });

  test('what the user quotes stays', () => {
    const lines = Array.from(
      { length: 400 },
      (_, index) => `2024-05-01T10:00:00Z INFO tenant ${'abcdefgh'[index % 8]}${'xyz'[index % 3]} is up`,
    );
    lines[200] = '2024-05-01T10:00:00Z INFO tenant blue whale is up';
    lines[203] = lines[201] = lines[200];
    const forms = logCompressor.compress({
      ...{ text: lines.join('\n'), handle, lossy: true, tokens: 9000, counter },
      asked: 'what became of "blue whale"?',
    });
    for (const { text } of forms) expect(text).toContain('blue whale');
  });
});

describe('repeats', () => {
  test('decoding gives the original back', () => {
    const line = fc.constantFrom(
      'a line that is long enough to be worth it',
      'b',
      '',
      'another line, which is somewhat longer than the rest of them',
      '\r',
      '[x]',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 80 }), fc.boolean(), (lines, closed) => {
        const text = lines.join('\n') + (closed ? '\n' : '');
        const folded = repeatsCodec.encode(text);
        if (folded !== undefined) expect(repeatsCodec.decode(folded)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('a block that stands further up is named by its lines', () => {
    const block = [
      'first of the block',
      'second of the block',
      'third of the block',
      'fourth of the block',
      'fifth of the block, a bit longer',
    ];
    const folded = repeatsCodec.encode([...block, 'between', ...block].join('\n'));
    expect(folded?.split('\n')).toEqual([
      '[headroom: lossless, lines that repeat are named by their numbers in the original]',
      ...block,
      'between',
      '[headroom: lines 1-5 again]',
    ]);
  });

  test('text that holds a notice is not folded, and foreign text is not decoded', () => {
    expect(
      repeatsCodec.encode(`[headroom: lines 1-5 again]\n${'same line over and over again\n'.repeat(20)}`),
    ).toBeUndefined();
    expect(() => repeatsCodec.decode('plain')).toThrow('expected');
  });
});
