import { expectOutput } from './commands.ts';
import { findLabelled } from './labels.ts';
import { hasSignature, isForeignLine, isLogLine } from './shapes.ts';
import { lineTemplate } from './template.ts';

/** Lines that are examined: some from the start, the middle and the end. */
const sampled = 60;
/** Characters of a line that are examined. */
const looked = 300;
const goldenRatio = (Math.sqrt(5) - 1) / 2;
/** Labels count if they are within this share of the lines: with a command that prints them, and without. */
const fewestLabelled = 0.2;
const mostlyLabelled = 0.6;
/** Fewer lines than this cannot show that they repeat. */
const fewestRepeated = 15;
/** Lines of one template, and the share of all lines that such templates cover, from which a text is repetitive. */
const usualTemplate = 3;
const repeatedShare = 0.6;

/**
 * How sure it is that a text is a log, or the output of a test run or a build: 0 no, 1 certainly. Looks at a sample of lines and, where
 * given, at the command that printed it. Source code, configuration, Markdown, prose and the history of version control score below 0.3.
 */
export function isLog(text: string, command?: string): number {
  const lines = sampleLines(text);
  const expected = expectOutput(command);
  if (lines.length === 0 || expected === 'history' || isHistory(lines)) return 0;
  const labelled = findLabelled(lines, expected === 'progress' ? fewestLabelled : mostlyLabelled);
  let strong = 0;
  let weak = 0;
  let other = 0;
  for (const [index, line] of lines.entries()) {
    if (labelled[index] || isLogLine(line)) strong++;
    else if (/^\s{2,}\S/.test(line)) weak++;
    if (!labelled[index] && isForeignLine(line)) other++;
  }
  const share = strong / lines.length;
  const foreign = other / lines.length;
  const byCommand = expected === 'progress' ? 0.4 : 0;
  if (!text.includes('```') && foreign < 0.6 && hasSignature(text)) return 0.95;
  if (byCommand > 0 && foreign < 0.2 && isRepetitive(lines)) return 0.8;
  if (strong === 0) return byCommand > 0 && foreign < 0.2 ? 0.4 : 0;
  const score = share * 1.4 + (weak / lines.length) * 0.1 + byCommand - Math.max(0, foreign - share) * 1.2;
  return Math.max(0, Math.min(1, score));
}

/** Whether most lines are the same except for numbers and names. */
function isRepetitive(lines: readonly string[]): boolean {
  if (lines.length < fewestRepeated) return false;
  const counts = new Map<string, number>();
  for (const line of lines) {
    const shape = shapeOf(line);
    if (shape !== undefined) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  let covered = 0;
  for (const count of counts.values()) if (count >= usualTemplate) covered += count;
  return covered >= lines.length * repeatedShare;
}

/** The first word of a line and how many follow; lines without two words, such as rows of a table, have no shape. */
function shapeOf(line: string): string | undefined {
  const words = line.trim().split(/\s+/);
  if (words.length < 3 || !words.some((word) => /^[A-Za-z]{3,}/.test(word))) return undefined;
  return `${lineTemplate(words[0] as string, true)} ${words.length}`;
}

/** Whether a text begins as version control lists commits. */
function isHistory(lines: readonly string[]): boolean {
  return /^commit [0-9a-f]{7,40}\b/.test(lines[0] ?? '') && lines.some((line) => /^Author: +\S/.test(line));
}

/**
 * Which line of a step is examined. The multiples of the golden ratio repeat at no distance: in a text whose lines come
 * in cycles, steps of equal length would meet the same line of each cycle.
 */
function placeIn(step: number, stride: number): number {
  return Math.floor(((step * goldenRatio) % 1) * stride);
}

/** Non-blank lines from three places, each truncated; cheap on a text of any size. */
function sampleLines(text: string): readonly string[] {
  const part = looked * sampled;
  const middle = Math.max(0, Math.floor(text.length / 2) - part / 2);
  const stretches =
    text.length <= part * 3 ? [text] : [text.slice(0, part), text.slice(middle, middle + part), text.slice(-part)];
  const perStretch = Math.floor(sampled / stretches.length);
  return stretches.flatMap((stretch) => {
    const lines = stretch.split('\n').filter((line) => line.trim() !== '');
    const stride = Math.max(1, Math.floor(lines.length / perStretch));
    return lines
      .filter((_, index) => index % stride === placeIn(Math.floor(index / stride), stride))
      .slice(0, perStretch)
      .map((line) => line.slice(0, looked));
  });
}
