import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnosticsCodec } from '../../../src/content/diagnostics/codec.ts';

const path = fc.constantFrom('src/a.ts', '../tui/b.test.ts', 'C:\\dev\\c.cs', '[WARNING] /x/D.java', 'lib/e', '  f.py');
const place = fc.oneof(
  fc.tuple(fc.nat(40), fc.nat(9)).map(([line, column]) => `:${line}:${column}`),
  fc.tuple(fc.nat(40), fc.nat(9)).map(([line, column]) => `(${line},${column})`),
  fc.tuple(fc.nat(40), fc.nat(9)).map(([line, column]) => `:[${line},${column}]`),
  fc.nat(40).map((line) => `:${line}`),
);
const rest = fc.constantFrom(
  ': error TS2554: Expected 1 arguments',
  ': warning: x',
  ' 5 things are odd',
  ':7 more',
  '',
  ': E501',
);
const finding = fc.tuple(path, place, rest).map((parts) => parts.join(''));
const other = fc.oneof(
  fc.constantFrom(
    '',
    '- 3:4: x',
    '## src/a.ts',
    '-',
    '[headroom: lossless, findings grouped by file]',
    '  12 | let a = 1;',
  ),
  fc.string(),
);

describe('the layout of findings', () => {
  test('gives every text back', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 5, arbitrary: finding }, other)), fc.boolean(), (lines, closed) => {
        const text = lines.join('\n') + (closed ? '\n' : '');
        const grouped = diagnosticsCodec.encode(text);
        if (grouped !== undefined) expect(diagnosticsCodec.decode(grouped)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test('names each file once, and once what is said in several places; errors keep a line each, and a spelling that is quoted', () => {
    const text = [
      'src/a.ts:1:5: warning: unused variable x',
      'src/a.ts:8:19: error: no member y',
      'src/a.ts:9:2: error: no member y',
      'src/a.ts:27:19: warning: unused variable x',
      'src/b.ts(3,1): warning: shadowed name',
      'src/b.ts(4,1): warning: shadowed name',
      'src/b.ts(8,1): error TS2304: Cannot find name x.',
      'Found 3 errors.',
    ].join('\n');
    expect(diagnosticsCodec.encode(text)?.split('\n').slice(1)).toEqual([
      '## src/a.ts',
      '- 1:5 27:19: warning: unused variable x',
      '- 8:19: error: no member y',
      '- 9:2: error: no member y',
      '## src/b.ts',
      '- (3,1) (4,1): warning: shadowed name',
      'src/b.ts(8,1): error TS2304: Cannot find name x.',
      'Found 3 errors.',
    ]);
  });
});
