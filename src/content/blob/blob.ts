import type { Compressor } from '../../model/content.ts';
import { keptForm, splitLines } from '../lines.ts';
import type { Range } from '../marker.ts';

/** Lines of a block that wraps, such as a certificate, are about this long at least. */
const wrappedLength = 60;
/** A single encoded line from this length on says nothing to a reader. */
const longLine = 400;
const fewestLines = 5;
const looked = 4000;
const alphabet = /^[A-Za-z0-9+/=_-]+[\r,"']?$/;
const dataUrl = /^["'(]?data:[\w./+-]+(?:;[\w=-]+)*;base64,[A-Za-z0-9+/=]+["')]?[,;]?\r?$/;
const token = /^(?:Bearer )?eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?\r?$/;

/** Whether a line consists only of encoded bytes: base64, a data URL, a signed token. */
export function isBlobLine(line: string): boolean {
  if (line.length < wrappedLength) return false;
  const head = line.length > looked ? line.slice(0, looked) : line;
  const tail = line.length > looked ? line.slice(-looked) : line;
  if (line.startsWith('data:') || line.startsWith('"data:')) return line.length > looked || dataUrl.test(line);
  if (head.startsWith('eyJ') || head.startsWith('Bearer ')) return token.test(head);
  if (!alphabet.test(tail) || !alphabet.test(head)) return false;
  return /[A-Z]/.test(head) && /[a-z]/.test(head) && /\d/.test(head);
}

/** Whether the encoded lines from `start` to before `end` are enough to be left out. */
export function isBlob(lines: readonly string[], start: number, end: number): boolean {
  if (end - start >= fewestLines) return true;
  for (let index = start; index < end; index++) if ((lines[index] as string).length >= longLine) return true;
  return false;
}

/**
 * Leaves out lines of encoded bytes, which nobody reads. Of several lines the first stays, to show what they are.
 * Encoded bytes inside other lines stay.
 */
export const blobCompressor: Compressor = {
  name: 'blob',
  kinds: ['text'],
  compress({ text, lossy, handle, counter }) {
    if (!lossy) return [];
    const { lines } = splitLines(text);
    const keep = lines.map(() => true);
    for (let start = 0; start < lines.length; start++) {
      let end = start;
      while (end < lines.length && isBlobLine(lines[end] as string)) end++;
      if (end === start) continue;
      if (isBlob(lines, start, end)) {
        const first = end - start >= fewestLines ? start + 1 : start;
        for (let index = first; index < end; index++) keep[index] = false;
      }
      start = end - 1;
    }
    const summary = ([first, last]: Range) => {
      const characters = lines.slice(first - 1, last).reduce((sum, line) => sum + line.length, 0);
      return `${characters} characters of encoded bytes`;
    };
    const form = keptForm(text, { keep, summary }, { handle, counter, kind: 'text', by: 'blob' });
    return form === undefined ? [] : [form];
  },
};
