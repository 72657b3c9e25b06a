import { matchEnd } from '../match.ts';

/** One word of a command line, unquoted. Variables and substitutions stay in the text as written. */
export type Word = {
  readonly text: string;
  /** A part of it was quoted or escaped. */
  readonly quoted: boolean;
  /** It contains a variable that the shell replaces. */
  readonly variable: boolean;
  /** It contains a file-name pattern that the shell expands. */
  readonly glob: boolean;
  /** It contains the output of other commands. */
  readonly substitution: boolean;
};

/** A command line and the place up to which it has been read. */
export type Cursor = {
  readonly text: string;
  at: number;
  /** A back-tick ends what is being read instead of beginning a substitution. */
  inBackticks: boolean;
  /** Reads the commands of a substitution up to its end, which is `close`; false if they nest too deep to be read. */
  readonly substitution: (close: ')' | '`') => boolean;
};

type Draft = { -readonly [Key in keyof Word]: Word[Key] };

const plain = /[^\s|&;()<>'"\\$`*?[]+/y;
const plainQuoted = /[^"\\$`]+/y;
const breaks = /[\s|&;()<>]/y;
const globCharacter = /[*?[]/y;
const variable = /\$(?:\w+|[?!@*#$-])/y;
/** After a pattern in zsh, or the items of a list that is assigned. */
const bracketed = /\([^()\n]*\)/y;
const assignment = /^\w+\+?=$/;

/** Reads one word from the cursor on and moves the cursor past it. The cursor must not be at a blank or an operator. */
export function readWord(cursor: Cursor): Word {
  const word: Draft = { text: '', quoted: false, variable: false, glob: false, substitution: false };
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at] as string;
    if (character === '`' && cursor.inBackticks) break;
    if (character === "'") readSingleQuoted(cursor, word);
    else if (character === '"') readDoubleQuoted(cursor, word);
    else if (character === '\\') readEscape(cursor, word);
    else if (character === '$' || character === '`') readExpansion(cursor, word);
    else if (matchEnd(globCharacter, cursor.text, cursor.at) >= 0) {
      word.glob = true;
      take(cursor, word, cursor.at + 1);
    } else if (matchEnd(breaks, cursor.text, cursor.at) >= 0) {
      const end = word.glob || assignment.test(word.text) ? matchEnd(bracketed, cursor.text, cursor.at) : -1;
      if (end < 0) break;
      take(cursor, word, end);
    } else take(cursor, word, matchEnd(plain, cursor.text, cursor.at));
  }
  return word;
}

function take(cursor: Cursor, word: Draft, end: number): void {
  word.text += cursor.text.slice(cursor.at, end);
  cursor.at = end;
}

/** An unclosed part extends to the end. */
function readSingleQuoted(cursor: Cursor, word: Draft): void {
  const end = cursor.text.indexOf("'", cursor.at + 1);
  word.quoted = true;
  word.text += cursor.text.slice(cursor.at + 1, end < 0 ? undefined : end);
  cursor.at = end < 0 ? cursor.text.length : end + 1;
}

function readDoubleQuoted(cursor: Cursor, word: Draft): void {
  word.quoted = true;
  cursor.at += 1;
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at] as string;
    if (character === '`' && cursor.inBackticks) return;
    if (character === '"') {
      cursor.at += 1;
      return;
    }
    if (character === '\\') {
      const next = cursor.text[cursor.at + 1] ?? '';
      word.text += next === '\n' ? '' : '"\\$`'.includes(next) ? next : `\\${next}`;
      cursor.at += 2;
    } else if (character === '$' || character === '`') readExpansion(cursor, word, true);
    else take(cursor, word, matchEnd(plainQuoted, cursor.text, cursor.at));
  }
}

function readEscape(cursor: Cursor, word: Draft): void {
  const next = cursor.text[cursor.at + 1] ?? '';
  if (next !== '\n') {
    word.quoted = true;
    word.text += next;
  }
  cursor.at += 2;
}

function readExpansion(cursor: Cursor, word: Draft, inQuotes = false): void {
  const { text, at } = cursor;
  if (text[at] === '`') readSubstitution(cursor, word, '`', 1);
  else if (text.startsWith('$((', at)) readVariable(cursor, word, endOr(text.indexOf('))', at), 2, text.length));
  else if (text.startsWith('$(', at)) readSubstitution(cursor, word, ')', 2);
  else if (text.startsWith('${', at)) readVariable(cursor, word, endOfBraces(text, at + 2));
  else if (!inQuotes && text[at + 1] === "'") readEscapedQuoted(cursor, word);
  else if (!inQuotes && text[at + 1] === '"') cursor.at += 1;
  else if (matchEnd(variable, text, at) >= 0) readVariable(cursor, word, matchEnd(variable, text, at));
  else take(cursor, word, at + 1);
}

function endOr(found: number, length: number, end: number): number {
  return found < 0 ? end : found + length;
}

function readVariable(cursor: Cursor, word: Draft, end: number): void {
  word.variable = true;
  take(cursor, word, end);
}

function readSubstitution(cursor: Cursor, word: Draft, close: ')' | '`', opening: number): void {
  const start = cursor.at;
  word.substitution = true;
  cursor.at += opening;
  cursor.substitution(close);
  word.text += cursor.text.slice(start, cursor.at);
}

function endOfBraces(text: string, from: number): number {
  let open = 1;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '{') open += 1;
    else if (character === '}' && --open === 0) return at + 1;
  }
  return text.length;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', e: '\u001b', a: '\u0007', '0': '\0' };

/** `$'…'`, in which a backslash escapes. */
function readEscapedQuoted(cursor: Cursor, word: Draft): void {
  word.quoted = true;
  let at = cursor.at + 2;
  while (at < cursor.text.length && cursor.text[at] !== "'") {
    const escaped = cursor.text[at] === '\\';
    const character = cursor.text[escaped ? at + 1 : at] ?? '';
    word.text += escaped ? (escapes[character] ?? character) : character;
    at += escaped ? 2 : 1;
  }
  cursor.at = at + 1;
}
