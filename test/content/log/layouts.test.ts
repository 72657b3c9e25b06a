import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitLines } from '../../../src/content/lines.ts';
import { logCompressor } from '../../../src/content/log/log.ts';
import { decodePatterns, encodePatterns } from '../../../src/content/log/pattern-codec.ts';
import { piecesOf } from '../../../src/content/log/pieces.ts';
import { startsCodec } from '../../../src/content/log/starts-codec.ts';
import { surveyLines } from '../../../src/content/log/survey.ts';

const number = fc.nat(9999).map(String);
const name = fc.constantFrom('api', 'web', 'cli/agent', 'cli/checkpoint/id', 'a|b', 'x | y', '*', 'A> 1', '');
const logLine = fc.oneof(
  fc.tuple(name, number).map(([what, took]) => `ok  \tgithub.com/example/tool/${what}\t${took}s`),
  fc
    .tuple(number, number, name)
    .map(([id, ms, who]) => `2024-05-01T10:00:0${id[0]}Z INFO [worker-${id}] ${who} handled it in ${ms} ms`),
  name.map((what) => `Requirement already satisfied: ${what} in /opt/envs/testbed/lib/site-packages (from thing)`),
);
const oddLine = fc.oneof(
  fc.string(),
  fc.constantFrom('', 'A> x', 'B> 1 | 2', '##', '## x', '[headroom: lossless, 1 pattern first]', '\r', '  \t'),
);
const texts = fc
  .tuple(
    fc.array(fc.oneof({ weight: 60, arbitrary: logLine }, oddLine), { minLength: 15, maxLength: 60, size: 'max' }),
    fc.boolean(),
  )
  .map(([lines, closed]) => lines.join('\n') + (closed ? '\n' : ''));

function encode(text: string): string | undefined {
  return encodePatterns(text, surveyLines(splitLines(text).lines).events, () => false);
}

describe('rows of patterns', () => {
  test('give every text back or are not written', () => {
    let written = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const rows = encode(text);
        if (rows === undefined) return;
        written++;
        // A line that could be taken for a row is the one thing that decoding shows.
        if (decodePatterns(rows) !== text) expect(text).toMatch(/^[A-Z]> /m);
      }),
      { numRuns: 1000 },
    );
    expect(written).toBeGreaterThan(200);
  });

  test('are plain to read', () => {
    const text = [
      '$ check ./...',
      ...['agent', 'claude', 'paths', 'state', 'logging', 'hooks'].map(
        (each, index) =>
          `cmd/cli/${each}.go:${index}:7: the result of this call is never looked at (took ${index}.5 ms)`,
      ),
    ].join('\n');
    expect(encode(text)?.split('\n')).toEqual([
      '[headroom: lossless, 1 pattern first, with * for what varies; below, a row such as "A> 1 | x" fills in its *]',
      'A> *: the result of this call is never looked at (took *)',
      '$ check ./...',
      'A> cmd/cli/agent.go:0:7 | 0.5 ms',
      'A> cmd/cli/claude.go:1:7 | 1.5 ms',
      'A> cmd/cli/paths.go:2:7 | 2.5 ms',
      'A> cmd/cli/state.go:3:7 | 3.5 ms',
      'A> cmd/cli/logging.go:4:7 | 4.5 ms',
      'A> cmd/cli/hooks.go:5:7 | 5.5 ms',
    ]);
  });

  test.each([
    ['paths', (n: number) => `/srv/data/part-${n}/file-0.bin`],
    ['addresses', (n: number) => `https://example.com/a/b/${n}?x=1&y=2`],
    ['device paths', (n: number) => `PciRoot(0x0)/Pci(0x${n},0x0)/NVMe(0x1,AE-C3)`],
    ['ids', (n: number) => `7d9f8c6b-ab${n}c-4d1e-9f00-00000000000a`],
    ['names with numbers', (n: number) => `worker-${n}.pool.example`],
    ['times with a date', (n: number) => `2024-05-01 12:0${n}:33,120`],
    ['times of the system log', (n: number) => `May  ${n} 12:00:33`],
    ['times in brackets', (n: number) => `0${n}/May/2024:12:00:33 +0200`],
    ['clock times', (n: number) => `12:0${n}:33 PM`],
    ['quantities', (n: number) => `${n}.5 MiB`],
    ['numbers with units', (n: number) => `${n}00ms`],
    ['addresses of hosts', (n: number) => `10.0.0.${n}:8080`],
    ['qualified names', (n: number) => `pkg::module_${n}::tests`],
  ])('keep %s in one piece', (_, value) => {
    for (const around of [(each: string) => each, (each: string) => `(${each}),`, (each: string) => `[${each}]:`]) {
      const lines = Array.from({ length: 8 }, (_, n) => `the request was handled ${around(value(n))} and all is well`);
      const rows = encode(lines.join('\n'))?.split('\n').slice(2);
      expect(rows).toEqual(lines.map((_, n) => `A> ${value(n)}`));
    }
  });

  test('are put together from pieces that join to the line, whatever it holds', () => {
    const odd = fc.stringMatching(/^[ \ta1:.,/=()[\]{}<>"'`-]*$/);
    fc.assert(fc.property(fc.oneof(odd, fc.string(), logLine), (line) => piecesOf(line).join('') === line));
  });

  test('are offered from a quarter of the tokens on', () => {
    const counter = { count: (text: string) => Math.ceil(text.length / 4) };
    const offered = (words: string) => {
      const lines = Array.from(
        { length: 40 },
        (_, n) => `${words} ${(n + 1) * 2_654_435_761} ${'x'.repeat(n % 7)}${n * 7919} of the batch`,
      );
      const text = lines.join('\n');
      const input = { text, handle: 'a'.repeat(24), lossy: false, tokens: counter.count(text), counter };
      return logCompressor.compress(input).map(({ by }) => by);
    };
    expect(offered('the request was handled as it should be, number')).toEqual(['log-patterns']);
    expect(offered('wrote')).toEqual([]);
  });

  test('leave lines alone that must stay', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `worker handled the job of number ${index} as it should be`);
    const text = lines.join('\n');
    const events = surveyLines(lines).events;
    const rows = encodePatterns(text, events, (index) => index === 7)?.split('\n');
    expect(rows).toContain(lines[7]);
    expect(rows).not.toContain(lines[8]);
  });
});

describe('starts of lines', () => {
  const stamp = fc.constantFrom(
    '2026-07-30T13:29:27.5549996Z ',
    '2026-07-30T13:29:28.1Z ',
    '[2026-07-30T13:29:27Z] ',
    'test\tTests\t2026-02-09T07:16:28.9445518Z ',
    '(Engine pid=12) ',
    'web-1  | ',
    '',
  );
  const line = fc
    .tuple(stamp, fc.oneof(fc.string(), fc.constantFrom('##', '## x', '', 'compiling')))
    .map((parts) => parts.join(''));

  test('give every text back', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.boolean(), (lines, closed) => {
        const text = lines.join('\n') + (closed ? '\n' : '');
        const grouped = startsCodec.encode(text);
        if (grouped !== undefined) expect(startsCodec.decode(grouped)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test('stand once above the lines that share them, the names of job and step without their times too', () => {
    const second = '2026-07-30T13:29:27Z';
    const lines = Array.from({ length: 9 }, (_, index) => `${second} step ${index}`);
    expect(startsCodec.encode(lines.join('\n'))?.split('\n').slice(1)).toEqual([
      `##${second}`,
      ...lines.map((each) => each.slice(second.length)),
    ]);
    const times = Array.from({ length: 9 }, (_, index) => `2026-07-30T13:29:27.000${index}Z step ${index}`);
    const named = times.map((each) => `build\tRun the tests of the program\t${each}`);
    expect(startsCodec.encode(named.join('\n'))?.split('\n').slice(1)).toEqual([
      '##build\tRun the tests of the program\t',
      ...times,
    ]);
  });

  test('hold no part of a time', () => {
    const lines = Array.from({ length: 90 }, (_, index) => `2026-07-30T13:29:27.00${10 + index}Z step ${index}`);
    expect(startsCodec.encode(lines.join('\n'))).toBeUndefined();
  });

  test('come back from what was sent of them before', () => {
    const sent =
      '[headroom: lossless, what lines begin with stands above them once, behind ##]\n##2026-07-30T13:29:\n27.1Z one\n28.2Z two';
    expect(startsCodec.decode(sent)).toBe('2026-07-30T13:29:27.1Z one\n2026-07-30T13:29:28.2Z two');
  });
});
