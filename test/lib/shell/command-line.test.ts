import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Step, splitCommand } from '../../../src/lib/shell/command-line.ts';

/** A step in few words: how it is joined, where it is, its header and its words. */
function brief({ joinedBy, within, header, assignments, words, redirections }: Step): string {
  const where = within.map((kind) => (kind === 'subshell' ? '(' : '$(')).join('');
  const texts = [...assignments, ...words].map(({ text }) => text);
  const files = redirections.map(({ operator, target }) => `${operator}${target.text}`);
  return [joinedBy.replace('\n', '⏎'), where, header && `${header}:`, ...texts, ...files].filter(Boolean).join(' ');
}

const lines: readonly [command: string, steps: readonly string[]][] = [
  ['', []],
  ['ls -la', ['ls -la']],
  ['cd a && npm test || echo no; true', ['cd a', '&& npm test', '|| echo no', '; true']],
  ['make 2>&1 | tail -5 & wait', ['make 2>&1', '| tail -5', '& wait']],
  ['make |& less', ['make', '| less']],
  ['a\n\n# a remark; b\nc # d\n', ['a', '⏎ c']],
  ['a &&\n  b \\\n  c', ['a', '&& b c']],
  ['A=1 B="2 3" make', ['A=1 B=2 3 make']],
  ['A=1', ['A=1']],
  ['list=(a b) && echo "$list"', ['list=(a b)', '&& echo $list']],
  ['sort <in >out 2>/dev/null', ['sort <in >out 2>/dev/null']],
  ['cat <<<word &>all', ['cat <<<word &>all']],
  ['echo a#b 2 >c', ['echo a#b 2 >c']],
  ['echo \'a && b\' "c; d" e\\;f', ['echo a && b c; d e;f']],
  ["printf $'a\\n'", ['printf a\n']],
  ['(cd x && ls) || echo none', ['( cd x', '&& ( ls', '|| echo none']],
  ['a; (b)', ['a', '; ( b']],
  ['{ a; b; } > out', ['a', '; b']],
  ['! grep -q x y', ['grep -q x y']],
  ['echo $(date +%s) `pwd`', ['$( date +%s', '$( pwd', 'echo $(date +%s) `pwd`']],
  ['echo "a $(b "c d" | e)"', ['$( b c d', '| $( e', 'echo a $(b "c d" | e)']],
  ['diff <(sort a) <(sort b)', ['$( sort a', '$( sort b', 'diff <(sort a) <(sort b)']],
  ['echo $((1 << 2)) $(( (3) ))', ['echo $((1 << 2)) $(( (3) ))']],
  ['for f in *.md; do wc -l "$f"; done | sort', ['for: f in *.md', '; wc -l $f', '| sort']],
  ['while read -r x; do echo $x; done < in', ['read -r x', '; echo $x']],
  ['if a; then b; elif c; then d; else e; fi', ['a', '; b', '; c', '; d', '; e']],
  ['case $x in a|b) c;; (d) e ;; *) f; esac; g', ['case: $x in', '; c', '; e', '; f', '; g']],
  ['f() { a; }; function g { b; }', ['function: f', '; a', '; function: g', '; b']],
  ['echo { if }', ['echo { if }']],
  ['[[ $a == b && -f c ]] && d', ['[[ $a == b && -f c ]]', '&& d']],
  ['ls *.{js,ts} x(N)', ['ls *.{js,ts} x', '; N']],
  ['ls *(N)', ['ls *(N)']],
];

describe('a command line', () => {
  it.each(lines)('%j has its steps', (command, expected) => {
    expect(splitCommand(command).map(brief)).toEqual(expected);
  });

  it('sets here-documents apart', () => {
    const [cat, next] = splitCommand('cat <<EOF > a && b\nx; y\n  EOF\nEOF\nc');
    expect([cat?.hereDocuments, cat?.source]).toEqual([['x; y\n  EOF\n'], 'cat <<EOF > a']);
    expect([next?.source, next?.joinedBy]).toEqual(['b', '&&']);
    expect(splitCommand('cat <<-E\n\tx\n\tE\nls').map(({ source }) => source)).toEqual(['cat <<-E', 'ls']);
    expect(splitCommand('cat <<A <<B\n1\nA\n2\nB\n')[0]?.hereDocuments).toEqual(['1\n', '2\n']);
    expect(splitCommand('cat <<EOF\nnever ends; ls')[0]?.hereDocuments).toEqual(['never ends; ls']);
    const message = splitCommand('git commit -m "$(cat <<\'EOF\'\nit\'s "done" && `x`\nEOF\n)" && git push');
    expect(message.map(({ words }) => words[0]?.text)).toEqual(['cat', 'git', 'git']);
    expect(message.map(({ joinedBy }) => joinedBy)).toEqual(['', '', '&&']);
  });

  it('says of a word what the shell does with it', () => {
    const words = splitCommand('a "b" $c *.d $(e) \\* "$f" \'*\'').at(-1)?.words ?? [];
    const marks = ['quoted', 'variable', 'glob', 'substitution'] as const;
    expect(words.map((word) => marks.filter((mark) => word[mark]).join())).toEqual([
      ...['', 'quoted', 'variable', 'glob', 'substitution', 'quoted', 'quoted,variable', 'quoted'],
    ]);
  });

  it.each([
    ["echo 'a; b", ['echo a; b']],
    ['echo "a; b', ['echo a; b']],
    ['echo $(a; b', ['$( a', '; $( b', 'echo $(a; b']],
    ['(a; b', ['( a', '; ( b']],
    ['a) ; b', ['a', '; b']],
    ['&& a', ['&& a']],
    ['a >', ['a >']],
    ['case x in', ['case: x in']],
    ['[[ a', ['[[ a']],
    ['echo ${a', ['echo ${a']],
    ['\\', ['']],
  ])('gives of ill-formed %j what can be told', (command, expected) => {
    expect(splitCommand(command).map(brief)).toEqual(expected);
  });

  const pieces = fc.constantFrom(
    ...['a', ' ', '\n', ';', '&&', '|', '(', ')', '{', '}', "'", '"', '`', '$(', '${', '$((', '$', '\\', '<<E', 'E\n'],
    ...['#', '*', '[[', ']]', 'case x in ', ';;', 'esac', 'for ', 'do ', '<(', '>', '2>&1', '=', '=('],
  );

  it('never throws, and every source is a part of the line in its order', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const command = parts.join('');
        for (const { source, words, assignments } of splitCommand(command)) {
          expect(command).toContain(source);
          expect(words.length + assignments.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it.each(['$(', '(', '`', '"$(', '${', '$((', '<(', 'a(', 'case x in ', '<<E\n', '[[ ', "'", 'a=(', 'a*(', '\\\n'])(
    'reads %j a hundred thousand times without counting it more than a few times over',
    (piece) => {
      const steps = splitCommand(piece.repeat(100_000));
      const total = steps.reduce((sum, { source }) => sum + source.length, 0);
      expect(total).toBeLessThanOrEqual(piece.length * 100_000 * 25);
    },
  );
});
