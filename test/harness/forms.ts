import { expect } from 'vitest';
import { claudeRequest, prompt, resultsOf, toolResult, toolUse, withoutResults } from './claude-shape.ts';
import type { Proxied } from './proxied.ts';

let counter = 0;

/** Sends texts as the results of as many calls of one request, and gives the forms in which they went up. */
export async function forms(proxied: Proxied, texts: readonly string[], command = 'make'): Promise<string[]> {
  const run = ++counter;
  const messages = [prompt('Go.')];
  for (const [index, text] of texts.entries()) {
    const id = `toolu_f${run}_${index}`;
    messages.push(toolUse(id, 'Bash', { command }), toolResult(id, text));
  }
  const sent = JSON.stringify(claudeRequest(messages));
  const seen = await proxied.body(sent);
  expect(withoutResults(seen)).toEqual(withoutResults(sent));
  return resultsOf(seen) as string[];
}

/** The first handle that a text names. */
export const handleIn = (text: string) => /hash=([0-9a-f]{24})/.exec(text)?.[1];

/** What is shown of a line: its last piece that is not blank, without control sequences and blanks at its end. */
function shown(line: string): string {
  const pieces = line.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').split('\r');
  return (pieces.findLast((piece) => piece.trim() !== '') ?? '').replace(/[ \t]+$/, '');
}

/**
 * Checks a form against its original: every line is the original's next one, or a notice that tells exactly which lines are gone
 * in its place, the totals are true, and the command fetches the largest gap.
 */
export function checkWholeLines(original: string, form: string): void {
  if (form === original || form.includes('[headroom: lossless')) return;
  const lines = original.replace(/\n$/, '').split('\n').map(shown);
  let at = 0;
  let gone = 0;
  let largest = [0, -1];
  for (const line of form.replace(/\n$/, '').split('\n')) {
    if (lines[at] === shown(line)) {
      at++;
      continue;
    }
    const gap = /^\[headroom: omitted (?:(\d+) of (\d+) )?lines:? (\d+)(?:-(\d+))?(?:[;\]]|, shown above)/.exec(line);
    const total =
      /^\[headroom: omitted (\d+) of (\d+) lines(?::.*)?; headroom retrieve hash=[0-9a-f]{24}(?: --lines (\d+)-(\d+))?\]$/.exec(
        line,
      );
    if (gap !== null) {
      expect(Number(gap[3]), line).toBe(at + 1);
      const last = Number(gap[4] ?? gap[3]);
      if (!line.includes(', shown above') && last - at - 1 > (largest[1] as number) - (largest[0] as number))
        largest = [at + 1, last];
      gone += last - at;
      at = last;
    }
    const [said, of] = total !== null ? [total[1], total[2]] : [gap?.[1], gap?.[2]];
    const example = total?.[3] === undefined ? [0, -1] : [Number(total[3]), Number(total[4])];
    if (total !== null) expect(example, line).toEqual(largest);
    if (said !== undefined) expect([Number(said), Number(of)]).toEqual([gone, lines.length]);
    const known =
      gap !== null ||
      total !== null ||
      /^\[headroom: [a-zA-Z ,]+ taken out of \d+ of \d+ lines(?:; headroom retrieve hash=[0-9a-f]{24})?\]$/.test(line);
    expect(
      known,
      `line ${at + 1} is ${JSON.stringify(lines[at]?.slice(0, 200))}, found ${JSON.stringify(line.slice(0, 200))}`,
    ).toBe(true);
  }
  expect(at).toBe(lines.length);
  expect(handleIn(form)).toBeDefined();
}
