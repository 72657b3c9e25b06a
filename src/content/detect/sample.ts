const headerWindow = 12;
/** Longer lines are cut here, in characters. */
export const longestLine = 300;
/** Consecutive lines at the start of a sample, not counting blank ones. */
export const headLines = 100;
const spreadLines = 60;

/**
 * Where the output itself begins: after the lines that a client adds before it (an exit code, or fields that end with
 * `Output:`).
 */
export function bodyStart(text: string): number {
  let at = 0;
  let behindCode = 0;
  for (let index = 0; index < headerWindow; index++) {
    const end = text.indexOf('\n', at);
    if (end < 0) break;
    const line = text.slice(at, Math.min(end, at + longestLine)).replace(/\r$/, '');
    if (line === 'Output:' || line === 'OBSERVATION:') return end + 1;
    // Some clients start the output on the field's own line.
    if (index > 0 && line.startsWith('Output: ')) return at;
    if (index === 0 && /^Exit code:? -?\d+$/.test(line)) behindCode = end + 1;
    else if (!/^(?:[A-Z][\w ]*:\s|Process (?:exited|running)|Command executed\b|$)/.test(line)) break;
    at = end + 1;
  }
  return behindCode;
}

/**
 * Lines that represent a text: its beginning, and some spread over the rest. Long lines are cut, empty ones left out.
 */
export function sampleLines(text: string, start: number): readonly string[] {
  const lines: string[] = [];
  const take = (at: number): number => {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const line = text.slice(at, Math.min(end, at + longestLine)).replace(/\r$/, '');
    if (line.trim() !== '') lines.push(line);
    return end + 1;
  };
  let at = start;
  for (let index = 0; index < headLines && at < text.length; index++) at = take(at);
  const step = Math.max(1, Math.floor((text.length - at) / spreadLines));
  while (at < text.length) {
    const before = at;
    at = take(at);
    const jump = text.indexOf('\n', before + step);
    if (jump < 0) break;
    at = Math.max(at, jump + 1);
  }
  return lines;
}

/** The share of lines that match, 0 to 1. */
export function shareOf(lines: readonly string[], test: (line: string) => boolean): number {
  return lines.length === 0 ? 0 : lines.filter(test).length / lines.length;
}
