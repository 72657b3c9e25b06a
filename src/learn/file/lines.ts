/** What ends a line; the last line of a file may have none. */
export type LineEnd = '' | '\n' | '\r\n';

/** A line of a file. Its text has one character for each byte, so that all bytes are preserved. */
export type Line = { readonly text: string; readonly end: LineEnd };

/** Splits a text at its line ends; a return character that no newline follows is part of its line. */
export function splitLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    if (newline < 0) {
      lines.push({ text: text.slice(start), end: '' });
      break;
    }
    const end = newline > start && text[newline - 1] === '\r' ? '\r\n' : '\n';
    lines.push({ text: text.slice(start, newline + 1 - end.length), end });
    start = newline + 1;
  }
  return lines;
}

/** The text that lines were split from. */
export function joinLines(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + end).join('');
}

/** The text of a line as a person wrote it, from one with a character per byte. */
export function readable(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** The opposite of `readable`. */
export function byteText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
