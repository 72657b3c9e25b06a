import { readSections } from '../../src/content/layouts.ts';
import { splitLines } from '../../src/content/lines.ts';
import { countNotice, losslessStart, verbatimNotice } from '../../src/content/marker.ts';

const gap = /^\[headroom: omitted (?:\d+ of \d+ )?lines:? (\d+)(?:-(\d+))?[;\],]/;
const total = /^\[headroom: omitted (\d+) of (\d+) lines[:;]/;
const rendering = /^\[headroom: [a-zA-Z, ]+ taken out of \d+ of \d+ lines[;\]]/;

/**
 * Puts a form together again as somebody would who has nothing but it and the lines that its notices name: each shown line
 * as it is, each layout read back, each gap filled from the original.
 * @throws {Error} where a gap does not begin behind the line above it, or a total is not that of the gaps
 */
export function reassembled(original: string, form: { readonly text: string; readonly by: string }): string {
  const source = splitLines(original).lines;
  const split = splitLines(form.text);
  const sent = split.lines.filter((line) => !rendering.test(line));
  const out: string[] = [];
  let gone = 0;
  for (let index = 0; index < sent.length; ) {
    const line = sent[index] as string;
    const [, first, last = first] = gap.exec(line) ?? [];
    const [, omitted, of] = total.exec(line) ?? [];
    if (first !== undefined) {
      if (Number(first) !== out.length + 1) throw new Error(`expected a gap from ${out.length + 1}, found ${line}`);
      gone += Number(last) - Number(first) + 1;
      while (out.length < Number(last)) out.push(source[out.length] as string);
    }
    if (omitted !== undefined && (Number(omitted) !== gone || Number(of) !== source.length))
      throw new Error(`expected ${gone} of ${source.length} lines, found ${line}`);
    const isLayout = line.startsWith(losslessStart) || line === countNotice;
    if (isLayout) {
      let end = index + 1;
      while (end < sent.length && sent[end] !== verbatimNotice && !total.test(sent[end] as string)) end++;
      // A layout that begins inside a line has the line's beginning above it.
      const inside = line.endsWith(' inline]') ? [out.pop() as string] : [];
      const closed = split.closed || end < sent.length;
      const layout = [...inside, ...sent.slice(index, end)].join('\n') + (closed ? '\n' : '');
      const text = readSections(layout, form.by);
      if (text === undefined) throw new Error(`expected a layout of ${form.by}, found ${line}`);
      for (const each of splitLines(closed ? text : `${text}\n`).lines) out.push(each);
      index = sent[end] === verbatimNotice ? end + 1 : end;
    } else {
      if (first === undefined && omitted === undefined) out.push(line);
      index++;
    }
  }
  return out.join('\n') + (split.closed ? '\n' : '');
}
