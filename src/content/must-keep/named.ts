import { lastAtMost } from '../../lib/lists.ts';
import type { ToolCall } from '../../model/block.ts';

/** A word that the call or the user named, and the few lines that contain it. */
export type Named = { readonly word: string; readonly lines: readonly number[] };

/** Words that are looked for. */
const mostWords = 40;
/** A word on more lines than this does not help to find one of them. */
const mostLines = 3;
/** Characters of a call that are read. */
const looked = 4000;

const word = /(?<![\w$@#-])[A-Za-z0-9_$][\w$@#-]*(?:[./:]+[\w$@#-]+)*/g;
const shaped = /[A-Za-z][\w$@#./:-]*\d|\d[\w$@#./:-]*[A-Za-z]|\w_\w|[a-z][A-Z]|[A-Z][a-z]+[A-Z]|\w[./:]\w|^\d{4,}$/;
const showsFile = /(?:^|[;&|(]\s*)(?:cat|head|tail|sed|nl|bat|less|curl|wget)\s/m;
const year = /^(?:19|20)\d\d$/;

/**
 * The words that a call or the user's last message names and that only an identifier could be, with the lines that hold
 * them, where those are few; `starts` are the offsets of lines. A word on many lines has none that must stay.
 */
export function findNamed(text: string, starts: Int32Array, call?: ToolCall, asked?: string): readonly Named[] {
  const named = identifiers(asked ?? '');
  // A user who pastes a page of names is not asking for any of them.
  const words = new Set([...(named.length < mostWords ? named : []), ...identifiers(lookedFor(call))]);
  if (words.size === 0) return [];
  const lineOf = (offset: number) => lastAtMost(starts, offset);
  return [...words].flatMap((each) => {
    const found = linesWith(text, each, lineOf);
    return found.length === 0 || found.length > mostLines ? [] : [{ word: each, lines: found }];
  });
}

/** The words of a call without the files that it shows: they say where to look, not for what. */
function lookedFor(call: ToolCall | undefined): string {
  const said = (call?.command ?? call?.input ?? '').slice(0, looked);
  return call?.command !== undefined && showsFile.test(said)
    ? said.replace(/(?<![^\s'"])[^\s'"]*(?:\/|\.\w{1,5}(?=[\s'"]|$))[^\s'"]*/g, ' ')
    : said;
}

/** Words of a text that have the shape of an identifier, a path or a long number. */
function identifiers(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [match] of text.slice(0, looked).matchAll(word)) {
    const last = match.slice(match.lastIndexOf('/') + 1);
    for (const each of [match, last]) {
      if (each.length >= 4 && each.length <= 120 && shaped.test(each) && !year.test(each)) found.add(each);
    }
    if (found.size >= mostWords) break;
  }
  return [...found];
}

/** The lines with a word by itself, up to one more than are useful. */
function linesWith(text: string, each: string, lineOf: (offset: number) => number): readonly number[] {
  const found = new Set<number>();
  for (const at of standsAt(text, each)) {
    found.add(lineOf(at));
    if (found.size > mostLines) break;
  }
  return [...found];
}

/** The offsets of a word by itself. */
export function* standsAt(text: string, each: string): Generator<number> {
  for (let at = text.indexOf(each); at >= 0; at = text.indexOf(each, at + each.length)) {
    if (!isWordSign(text, at - 1) && !isWordSign(text, at + each.length)) yield at;
  }
}

function isWordSign(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}
