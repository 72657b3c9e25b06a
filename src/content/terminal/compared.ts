import type { Hunk } from './hunks.ts';
import { isPlain, type Side, type Stretch, sideOf, stretchesOf } from './styles.ts';

const header =
  /^(?:[@\\]|diff |index |old |new |deleted |similarity |dissimilarity |rename |copy |Binary |GIT |Index: |=== |commit |Merge: |Author\w*: |Commit\w*: |\w*Date: )/;
/** Marks that say the same as their colour: signs, and words in the brackets of a comparison word by word. */
const spelled = /^[-+\s]+$|^\[-[\s\S]*-\]\s*$|^\{\+[\s\S]*\+\}\s*$/;

/**
 * Which lines of a comparison keep their colours: all if some line is distinguished only by its colours, otherwise
 * lines without a mark and lines whose colours change between removed and added.
 * @param raw the lines as received
 * @param plain the same without control sequences
 */
export function colouredLines(
  raw: readonly string[],
  plain: readonly string[],
  hunks: readonly Hunk[],
): readonly number[] {
  const coloured: ColouredLine[] = [];
  for (const { first, end, columns } of hunks) {
    for (let index = first; index < end; index++) {
      const line = raw[index] as string;
      if (!line.includes('\x1b')) continue;
      const stretches = stretchesOf(line).filter(({ text }) => !spelled.test(text));
      coloured.push({ index, stretches, sides: sidesOf(stretches), mark: markOf(plain[index] as string, columns) });
    }
  }
  return (coloured.every(isTold) ? coloured.filter(keepsCodes) : coloured).map(({ index }) => index);
}

const withoutBlank = /\S(?:\x1b\[[\d;:]{0,40}[mK]){1,20}[^\s\x1b]/;
const wordCharacter = /[\p{L}\p{N}_]/u;

/** Whether a line without its colours would read a removed and an added text as one. */
export function fusesWords(line: string): boolean {
  if (!withoutBlank.test(line)) return false;
  const stretches = stretchesOf(line);
  return stretches.some((stretch, index) => {
    const next = stretches[index + 1];
    if (next === undefined || /\s$/.test(stretch.text) || /^\s/.test(next.text)) return false;
    return [stretch, next].every(({ text }) => wordCharacter.test(text)) && areOpposed(stretch, next);
  });
}

/**
 * Whether two stretches distinguish removed from added text: by red and green, or by marks if there is no colour. A
 * folder is dim and the name behind it bold in the reports of test runners: together they are a path.
 */
function areOpposed({ text, style: one }: Stretch, { style: other }: Stretch): boolean {
  const [side, next] = [sideOf(one), sideOf(other)];
  if (side !== undefined || next !== undefined) return side !== undefined && next !== undefined && side !== next;
  const areMarked = one.marks !== '' && other.marks !== '' && one.marks !== other.marks;
  return areMarked && !/[/\\]$/.test(text) && [one, other].every((each) => each.text === '' && each.ground === '');
}

/** The mark of a line; `header` for a line that is not from a file. */
type Mark = 'removed' | 'added' | 'changed' | 'same' | 'header' | undefined;

type ColouredLine = {
  readonly index: number;
  readonly stretches: readonly Stretch[];
  /** The sides that its colours name, each as often as it begins. */
  readonly sides: readonly Side[];
  readonly mark: Mark;
};

function markOf(line: string, columns: number): Mark {
  if (header.test(line)) return 'header';
  const mark = columns === 1 ? line[0] : line.slice(0, columns).trimStart()[0];
  if (mark === undefined || mark === ' ') return 'same';
  if (mark === '-' || mark === '<') return 'removed';
  return mark === '+' || mark === '>' ? 'added' : mark === '!' ? 'changed' : undefined;
}

/** Whether a mark says the same as the colours, at least for the line as a whole. */
function isTold({ mark, sides }: ColouredLine): boolean {
  if (sides.length === 0 || mark === 'header' || mark === 'changed') return true;
  return sides.length > 1 ? mark === 'removed' || mark === 'added' : mark === sides[0];
}

function keepsCodes({ mark, sides, stretches }: ColouredLine): boolean {
  // If everything coloured is spelled out, nothing but its own spelling is left.
  if (mark === 'header' || stretches.every(({ style }) => isPlain(style))) return false;
  if (mark === undefined || sides.length > 1) return true;
  // More looks than one in a line that stayed carry more information than that.
  const looks = new Set(stretches.map(({ style: { text, ground, marks } }) => `${text} ${ground} ${marks}`));
  return mark === 'same' && looks.size > 1;
}

function sidesOf(stretches: readonly Stretch[]): readonly Side[] {
  const sides: Side[] = [];
  for (const { style } of stretches) {
    const side = sideOf(style);
    if (side !== undefined && side !== sides.at(-1)) sides.push(side);
  }
  return sides;
}
