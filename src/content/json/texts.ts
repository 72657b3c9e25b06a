import { matchFrom } from '../../lib/match.ts';
import type { JsonScalar } from './tree.ts';

const startPattern = /\[text of (\d+) lines(, ascii)?:\n/y;
const anywhere = /\[text of \d+ lines(?:, ascii)?:\n/;
const minCharacters = 200;
const minSaved = 32;
// Characters that no text should contain literally: they stay escaped.
const unprintable = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\p{Surrogate}/u;
const nested = /[{[](?:\s|\\[rnt])*\\"/;

/**
 * A string that contains JSON, written as the lines of its text between a line that counts them and a bracket, if that
 * is shorter.
 * @param encode writes the text in a shorter layout, or `undefined` to leave it as it is
 * @returns `undefined` where the string stays as the source spells it
 */
export function writeText(node: JsonScalar, encode: (text: string) => string | undefined): string | undefined {
  const { raw } = node;
  if (raw.length < minCharacters || !raw.startsWith('"') || !nested.test(raw)) return undefined;
  const text = JSON.parse(raw) as string;
  if (unprintable.test(text)) return undefined;
  const plain = JSON.stringify(text) === raw;
  if (!plain && escapeAll(text) !== raw) return undefined;
  const body = encode(text) ?? text;
  const form = `[text of ${body.split('\n').length} lines${plain ? '' : ', ascii'}:\n${body}\n]`;
  return form.length + minSaved <= raw.length ? form : undefined;
}

/** Whether a layout can write the text of a string without its quotes. */
export function holdsText(layout: string): boolean {
  return anywhere.test(layout);
}

/**
 * Reads what `writeText` wrote.
 * @param decode undoes the layout of the text
 */
export function readText(
  text: string,
  position: number,
  decode: (text: string) => string,
): { raw: string; end: number } | undefined {
  const opening = matchFrom(startPattern, text, position);
  if (opening === null) return undefined;
  const start = position + opening[0].length;
  let at = start;
  for (let line = Number(opening[1]); line > 0; line--) {
    at = text.indexOf('\n', at) + 1;
    if (at === 0) return undefined;
  }
  if (text[at] !== ']') return undefined;
  const source = decode(text.slice(start, at - 1));
  return { raw: opening[2] === undefined ? JSON.stringify(source) : escapeAll(source), end: at + 1 };
}

/** A string with everything but ASCII escaped, as some libraries do. */
function escapeAll(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
