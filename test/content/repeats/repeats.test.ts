import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFolds, foldLines, foldWhole } from '../../../src/content/repeats/fold.ts';
import { createShownIndex, type Shown } from '../../../src/content/repeats/shown.ts';
import { numberedLines, sourceFile } from '../../harness/texts.ts';

const handle = 'a'.repeat(24);
const never = () => false;

function shown(text: string, of: Partial<Shown> = {}): Shown {
  return { id: text.slice(0, 20), text, place: 'src/a.ts', own: false, ...of };
}

function fold(text: string, above: readonly Shown[], isTelling = never as (line: string) => boolean) {
  const index = createShownIndex();
  for (const each of above) index.add(each);
  return foldLines(text, findFolds(text, index, isTelling), { handle, place: '' });
}

/** A text's lines with each pointer replaced by the lines of the original that it stands for. */
function rebuilt(sent: string, original: string): string {
  const lines = original.split('\n');
  const out: string[] = [];
  for (const line of sent.split('\n')) {
    const found = /^\[headroom: omitted lines (\d+)(?:-(\d+))?, shown above/.exec(line);
    if (found !== null) out.push(...lines.slice(Number(found[1]) - 1, Number(found[2] ?? found[1])));
    else if (!/^\[headroom: omitted \d+ of \d+ lines; headroom retrieve hash=/.test(line)) out.push(line);
  }
  return out.join('\n');
}

describe('repeats', () => {
  const file = sourceFile(1, 12).slice(0, -1);

  it('are found whatever number stands in front of the lines, and say how the numbers moved', () => {
    const folded = fold(numberedLines(['// new', ...file]), [shown(numberedLines(file))]);
    expect(folded?.text).toContain(
      `omitted lines 2-${file.length + 1}, shown above at 1-${file.length} of src/a.ts, now 2-`,
    );
    expect(folded?.text.startsWith('     1→// new\n')).toBe(true);
    expect(folded?.sources).toEqual([shown(numberedLines(file)).id]);
  });

  it('are not made of numbers that moved by different steps', () => {
    const odd = file.map((line, index) => `${String(index * 3).padStart(6)}→${line}`).join('\n');
    expect(fold(odd, [shown(numberedLines(file))])).toBeUndefined();
  });

  it('are found in hits with their lines around, in JSON strings, and in patches without their marks', () => {
    const hits = file.map((line, index) => `src/a.ts-${index + 1}-${line}`).join('\n');
    const json = JSON.stringify({ path: 'src/a.ts', content: file.join('\n') });
    const patch = [
      '*** Begin Patch',
      '*** Add File: src/a.ts',
      ...file.map((line) => `+${line}`),
      '*** End Patch',
    ].join('\n');
    for (const above of [
      shown(hits),
      shown(json, { own: true }),
      shown(patch, { own: true }),
      shown(JSON.stringify({ input: patch }), { own: true }),
    ]) {
      expect(fold(file.join('\n'), [above])?.text).toContain('shown above at');
    }
  });

  it('leave lines in place that tell how a command went', () => {
    const folded = fold(
      file.join('\n'),
      [shown(file.join('\n'))],
      (line) => line.includes('RangeError') && line.includes('if'),
    );
    const kept = folded?.text.split('\n').filter((line) => !line.startsWith('[headroom'));
    expect(kept?.length).toBeGreaterThanOrEqual(file.filter((line) => line.includes('RangeError')).length);
    expect(kept?.every((line) => line.includes('RangeError') || line.length < 200)).toBe(true);
  });

  it('point at what a patch adds where the model wrote it or a file shows it', () => {
    const patch = [
      'diff --git a/src/a.ts b/src/a.ts',
      '@@ -0,0 +1,83 @@',
      '-old',
      ...file.map((line) => `+${line}`),
      ' end',
    ];
    const index = createShownIndex();
    index.add(shown(JSON.stringify({ content: file.join('\n') }), { own: true }));
    const folds = findFolds(patch.join('\n'), index, never, true);
    const folded = foldLines(patch.join('\n'), folds, { handle, place: '' });
    expect(folded?.text.split('\n').slice(0, 5)).toEqual([
      ...patch.slice(0, 3),
      `[headroom: omitted lines 4-${file.length + 3}, shown above without + at 1-${file.length} of src/a.ts as you wrote it]`,
      ' end',
    ]);
    expect(findFolds(patch.join('\n'), index, never).repeats).toEqual([]);
  });

  it('point at the whole of a text that is the same from end to end', () => {
    const index = createShownIndex();
    index.add(shown('[1,2,3]', { place: '`curl x`' }));
    expect(foldWhole('[1,2,3]', index, undefined)?.text).toBe(
      '[headroom: omitted lines 1, shown above: the same as `curl x` printed]',
    );
    expect(foldWhole('[1,2,3] ', index, undefined)).toBeUndefined();
  });

  it('join what another form leaves out', () => {
    const lines = [...file, 'noise', 'noise', 'the end'];
    const index = createShownIndex();
    index.add(shown(file.join('\n')));
    const text = lines.join('\n');
    const keep = lines.map((line) => line !== 'noise');
    const folded = foldLines(text, findFolds(text, index, never), { handle, place: 'src/a.ts' }, { keep });
    expect(folded?.text.split('\n')).toEqual([
      `[headroom: omitted lines 1-${file.length}, shown above at 1-${file.length}]`,
      `[headroom: omitted lines ${file.length + 1}-${file.length + 2}]`,
      'the end',
      `[headroom: omitted ${file.length + 2} of ${lines.length} lines; headroom retrieve hash=${handle} --lines ${file.length + 1}-${file.length + 2}]`,
    ]);
  });

  it('give the original back when each pointer is replaced by its lines, for any texts', () => {
    const line = fc.constantFrom(...file, '', '}', '12: x', 'path/to.ts:4:y', '[headroom: no notice of ours]');
    const text = fc.array(line, { minLength: 1, maxLength: 60 }).map((lines) => lines.join('\n'));
    const property = fc.property(fc.array(text, { maxLength: 4 }), text, fc.boolean(), (above, target, numbered) => {
      const original = numbered ? numberedLines(target.split('\n'), 7) : target;
      const folded = fold(
        original,
        above.map((each, index) => shown(each, { id: `${index}` })),
      );
      if (folded !== undefined) expect(rebuilt(folded.text, original)).toBe(original);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it('end on texts that are all alike, or one line of 5 MB', () => {
    const alike = 'the same line again and again\n'.repeat(40_000);
    expect(fold(alike, [shown(alike)])).toBeDefined();
    const long = 'x'.repeat(5_000_000);
    expect(fold(long, [shown(long)])).toBeUndefined();
    expect(fold(`${'['.repeat(300_000)}\n`, [shown('['.repeat(300_000))])).toBeUndefined();
  });
});
