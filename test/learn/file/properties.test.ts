import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyRules } from '../../../src/learn/file/apply.ts';
import { endMarker, startMarker } from '../../../src/learn/file/parse.ts';
import { removeRules } from '../../../src/learn/file/remove.ts';
import type { RuleLine, RuleState, WrittenRule } from '../../../src/learn/file/rules.ts';

const lineEnd = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '');
const words = fc.constantFrom('# Mine', '- a b c', 'caf\xE9', '\xC3\xA9', '> q', '~~~', '  ', 'use `x`', '\r', '\t- y');
const piece = fc
  .tuple(fc.oneof(words, fc.string({ maxLength: 8, unit: 'binary-ascii' })), lineEnd)
  .map(([a, b]) => a + b);
/** A user's file, a character for each byte; no NUL, which is refused. */
const userText = fc
  .tuple(fc.constantFrom('', '\xEF\xBB\xBF'), fc.array(piece, { maxLength: 12 }))
  .map(([mark, pieces]) => mark + pieces.join('').replaceAll('\0', ''));

const names = ['bun', 'skill commit', '`rg`', 'src/a.ts', 'gh pr diff', '--no-stat', 'cat -A', 'tsc', 'vite', 'make'];
const ruleSet = fc
  .subarray(names, { minLength: 1 })
  .map((chosen) =>
    chosen.map((name): RuleLine => ({ id: name, line: `\`${name}\` fails in this project: use ${name}x.` })),
  );

const bytesOf = (text: string) => Buffer.from(text, 'latin1');
type Memory = { readonly written?: readonly WrittenRule[]; readonly withdrawn?: readonly string[] };
const run = (first: string | undefined, rules: readonly RuleLine[], { written = [], withdrawn = [] }: Memory = {}) =>
  applyRules({ bytes: first === undefined ? undefined : bytesOf(first), name: 'A.md', rules, written, withdrawn });
const text = ({ bytes }: { readonly bytes: Buffer | undefined }) => bytes?.toString('latin1');

describe('any file', () => {
  it('is the same after a second run, and what it was at first once the block is taken out', () => {
    fc.assert(
      fc.property(fc.option(userText, { nil: undefined }), ruleSet, ruleSet, (first, rules, more) => {
        const applied = run(first, rules);
        expect(run(text(applied), rules, applied)).toEqual(applied);
        const later = run(text(applied), more, applied);
        expect(run(text(later), rules, later)).toEqual(later);
        for (const each of [applied, later]) {
          const removed = removeRules({ bytes: each.bytes, name: 'A.md', written: each.written });
          expect({ text: text(removed), kept: removed.kept }).toEqual({ text: first, kept: [] });
        }
        const withdrawn = run(text(later), [], { ...later, withdrawn: names });
        expect([text(withdrawn), withdrawn.written]).toEqual([first, []]);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps every byte outside a block that is anywhere in it', () => {
    const around = userText.filter((each) => !/```|~~~/.test(each));
    fc.assert(
      fc.property(around, around, ruleSet, ruleSet, (above, below, rules, more) => {
        const before = above === '' || above.endsWith('\n') ? above : `${above}\n`;
        const made = run(undefined, rules);
        const file = before + text(made) + below;
        const later = run(file, more, made);
        expect(text(later)!.startsWith(before) && text(later)!.endsWith(`${endMarker}\n${below}`)).toBe(true);
        const removed = removeRules({ bytes: later.bytes, name: 'A.md', written: later.written });
        expect(text(removed)).toBe(before + below === '' ? undefined : before + below);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps what the user did inside the block, whatever that is', () => {
    const action = fc.constantFrom<RuleState>('kept', 'edited', 'deleted');
    const additions = fc.array(fc.constantFrom('', 'Mine.', '* another thing', '\xE9', '## Title'), { maxLength: 3 });
    fc.assert(
      fc.property(
        userText,
        ruleSet,
        fc.array(fc.tuple(action, additions), { minLength: 10 }),
        ruleSet,
        (first, rules, edits, more) => {
          const applied = run(first, rules);
          const theirs: string[] = [];
          const lines = rules.flatMap(({ line }, index) => {
            const [state, added] = edits[index] as [RuleState, string[]];
            const kept =
              state === 'kept' ? [`- ${line}`] : state === 'edited' ? [`- ${line.replace('fails', 'may fail')}`] : [];
            if (state === 'edited') theirs.push(kept[0] as string);
            theirs.push(...added);
            return [...kept, ...added];
          });
          const file = text(applied)!;
          const end = /learn:start -->(\r?\n)/.exec(file)![1] as string;
          const from = file.indexOf(`- ${rules[0]!.line}`);
          const edited =
            file.slice(0, from) + lines.map((line) => line + end).join('') + file.slice(file.indexOf(endMarker));

          const second = run(edited, rules, applied);
          expect(text(second)).toBe(edited);
          const expected = Object.fromEntries(rules.map(({ id }, index) => [id, edits[index]![0]]));
          expect(Object.fromEntries(second.written.map(({ id, state }) => [id, state]))).toEqual(expected);

          const third = run(edited, more, second);
          const inside = text(third)!.slice(0, text(third)!.indexOf(endMarker)).split(startMarker)[1]!.split(/\r?\n/);
          expect(inside.filter((line) => theirs.includes(line) && line !== '')).toEqual(
            theirs.filter((line) => line !== ''),
          );
          for (const { id, line } of rules) expect(inside.includes(`- ${line}`)).toBe(expected[id] === 'kept');

          const { kept } = removeRules({ bytes: third.bytes, name: 'A.md', written: third.written });
          expect(kept.filter((line) => line !== '').length).toBe(theirs.filter((line) => line !== '').length);
        },
      ),
      { numRuns: 200 },
    );
  });
});
