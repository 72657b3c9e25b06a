import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitLines } from '../../../src/content/lines.ts';
import { decodePatterns, encodePatterns } from '../../../src/content/log/pattern-codec.ts';
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
    const packages = ['agent', 'agent/claude', 'checkpoint', 'logging', 'paths', 'settings'];
    const text = [
      '$ go test ./...',
      ...packages.map((each, index) => `ok  \tgithub.com/example/long/tool/cmd/${each}\t${index}.5s`),
    ].join('\n');
    expect(encode(text)?.split('\n')).toEqual([
      '[headroom: lossless, 1 pattern first, with * for what varies; below, a row such as "A> 1 | x" fills in its *]',
      'A> ok  \tgithub.com/example/long/tool/cmd/*',
      '$ go test ./...',
      'A> agent\t0.5s',
      'A> agent/claude\t1.5s',
      'A> checkpoint\t2.5s',
      'A> logging\t3.5s',
      'A> paths\t4.5s',
      'A> settings\t5.5s',
    ]);
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

  test('stand once above the lines that share them', () => {
    const lines = Array.from({ length: 9 }, (_, index) => `2026-07-30T13:29:27.000${index}Z step ${index}`);
    expect(startsCodec.encode(lines.join('\n'))?.split('\n').slice(1)).toEqual([
      '##2026-07-30T13:29:27',
      ...lines.map((each) => each.slice('2026-07-30T13:29:27'.length)),
    ]);
  });
});
