/** A line and its end. */
export type LineEnd = {
  /** The line before its carriage returns and the invisible sequences between and after them. */
  readonly body: string;
  /** Carriage returns at the end. */
  readonly returns: number;
};

/** Characters that one sequence at the end of a line may take. */
const longestSequence = 40;

/**
 * Takes the carriage returns off the end of a line. Colours and erase codes after them show nothing and are removed
 * with them.
 */
export function lineEndOf(line: string): LineEnd {
  let end = line.length;
  let body = end;
  let returns = 0;
  for (;;) {
    const code = line.charCodeAt(end - 1);
    if (code === 0x0d) {
      returns++;
      body = --end;
    } else if (code === 0x6d || code === 0x4b) {
      const start = line.lastIndexOf('\x1b[', end - 2);
      if (start < 0 || end - start > longestSequence || !/^\x1b\[[\d;:]*[mK]$/.test(line.slice(start, end))) break;
      end = start;
    } else break;
  }
  return { body: line.slice(0, body), returns };
}

/** A line without the last carriage return at its end. */
export function withoutReturn(line: string): string {
  const at = line.lastIndexOf('\r');
  return `${line.slice(0, at)}${line.slice(at + 1)}`;
}

/** A text without spaces and tabs at its end. */
export function withoutEndingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && isBlank(line.charCodeAt(end - 1))) end--;
  return end === line.length ? line : line.slice(0, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
