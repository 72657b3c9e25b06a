/** Characters of a line that look alike. */
export type Stretch = { readonly text: string; readonly style: Style };

/** How characters look; colours in the spelling of their sequence, '' for the terminal's default. */
export type Style = { readonly text: string; readonly ground: string; readonly marks: string };

const plain: Style = { text: '', ground: '', marks: '' };
const colour = /\x1b\[([\d;:]*)m/g;
const erase = /\x1b\[\d?K/g;

/**
 * The stretches of a line that have visible characters, with the blanks after them; neighbours of one style are one
 * stretch.
 */
export function stretchesOf(line: string): readonly Stretch[] {
  const out: { text: string; style: Style }[] = [];
  let style = plain;
  let end = 0;
  const take = (text: string) => {
    const bare = text.includes('\x1b') ? text.replace(erase, '') : text;
    const last = out.at(-1);
    const isBlank = bare.trim() === '';
    if (last !== undefined && (isBlank || isSame(last.style, style))) last.text += bare;
    else if (isBlank) return;
    else out.push({ text: bare, style });
  };
  for (const match of line.matchAll(colour)) {
    take(line.slice(end, match.index));
    end = match.index + match[0].length;
    style = restyled(style, match[1] as string);
  }
  take(line.slice(end));
  return out;
}

/** Whether characters look like the terminal's default. */
export function isPlain(style: Style): boolean {
  return isSame(style, plain);
}

function isSame(one: Style, other: Style): boolean {
  return one.text === other.text && one.ground === other.ground && one.marks === other.marks;
}

function restyled(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let { text, ground, marks } = style;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] as number;
    if (code === 0) [text, ground, marks] = ['', '', ''];
    else if (code === 38 || code === 48) {
      const size = codes[index + 1] === 5 ? 3 : 5;
      const spelled = codes.slice(index, index + size).join(';');
      if (code === 38) text = spelled;
      else ground = spelled;
      index += size - 1;
    } else if ((code >= 30 && code < 38) || (code >= 90 && code < 98)) text = `${code}`;
    else if ((code >= 40 && code < 48) || (code >= 100 && code < 108)) ground = `${code}`;
    else if (code === 39) text = '';
    else if (code === 49) ground = '';
    else marks = marked(marks, code);
  }
  return { text, ground, marks };
}

const ends: Readonly<Record<number, string>> = { 22: '12', 23: '3', 24: '4', 25: '5', 27: '7', 28: '8', 29: '9' };

/** Bold, underlined and the like, as sorted digits. */
function marked(marks: string, code: number): string {
  if (code > 0 && code < 10) return marks.includes(`${code}`) ? marks : Array.from(`${marks}${code}`).sort().join('');
  const ended = ends[code];
  return ended === undefined ? marks : Array.from(marks, (mark) => (ended.includes(mark) ? '' : mark)).join('');
}

/** The meaning of a colour in a comparison: removed, added, or neither. */
export type Side = 'removed' | 'added' | undefined;

/** The side of a style, by its text's colour or else its background: reds for removed, greens for added text. */
export function sideOf({ text, ground }: Style): Side {
  const [red, green, blue] = lightOf(text === '' ? ground : text);
  if (red > green + 20 && red > blue) return 'removed';
  return green > red + 20 && green > blue ? 'added' : undefined;
}

const levels = [0, 95, 135, 175, 215, 255];

/** Red, green and blue of a colour, 0 to 255 each. */
function lightOf(colour: string): readonly [red: number, green: number, blue: number] {
  const [code = 0, kind = 0, first = 0, second = 0, third = 0] = colour.split(';').map(Number);
  if (code !== 38 && code !== 48) return basic(code % 10);
  if (kind === 2) return [first, second, third];
  if (first < 16) return basic(first % 8);
  if (first >= 232) return [0, 0, 0];
  const cube = first - 16;
  const level = (index: number) => levels[index] as number;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}

function basic(index: number): readonly [number, number, number] {
  return [index & 1 ? 255 : 0, index & 2 ? 255 : 0, index & 4 ? 255 : 0];
}
