import { parseCommand } from './command.ts';
import { isContextLine, isDiagnosticLine, isHitLine, isPathLine, isPlainHit, isSearchedHit } from './line-shapes.ts';
import { isLister, isSearcher } from './programs.ts';
import { shareOf } from './sample.ts';

const maxNumberedLines = 120;
const mostFiles = 100;
const numbered = /^\s*\d+(?:[:|→\t]|\s\|)\s?/;
const statement =
  /^\s*(?:import\s[\w{*"'.]|from\s[\w.]+\simport\b|export\s+(?:default|const|function|class|type|interface|async)\b|(?:pub(?:\([a-z]+\))?\s+)?(?:fn|struct|enum|impl|mod|trait)\s\w|(?:async\s+)?(?:def|function)\s\w|class\s\w+\s*[:({<]?|func\s[(\w]|package\s\w+;?$|#\s*(?:include|define|ifn?def|endif|pragma)\b|(?:const|let|var)\s[\w{[]|return\b|(?:\}\s*)?(?:else\s+)?(?:if|for|while|switch)\s*\(|(?:if|elif|for|while|with|try|except)\b.*:$|(?:public|private|protected|static|final)\s\w)/;
const codeLine = /[{};,(]\s*$|^\s*(?:\/\/|\/\*|\*\s|\*\/|[)}\]]|@\w+)|\)\s*:$|=>|^\s*#\s/;

/** How the sampled lines look as search results, given the command; `search` where hits or paths make up enough of them. */
export function isSearch(lines: readonly string[], command: string | undefined): boolean {
  const programs = command === undefined ? [] : parseCommand(command);
  const first = programs.filter((each) => !each.piped);
  const searched = first.some(isSearcher);
  const listed = first.some(isLister);
  const asHits = shareOf(lines, (line) => isHitLine(line) || isContextLine(line) || (searched && isSearchedHit(line)));
  if (searched && (asHits >= 0.3 || shareOf(lines, (line) => isPlainHit(line)) >= 0.6)) return true;
  const diagnostics = shareOf(lines, (line) => isDiagnosticLine(line));
  if (!searched && asHits >= 0.6 && diagnostics < 0.2 * asHits)
    return shareOf(lines, (line) => isHitLine(line)) >= 0.1 || shareOfContext(lines) >= 0.5;
  return lines.length >= 4 && shareOf(lines, (line) => isPathLine(line)) >= (searched || listed ? 0.6 : 0.8);
}

/** The share of lines that are context of hits in the same files, whether their paths are spelled from a folder or from the root. */
function shareOfContext(lines: readonly string[]): number {
  const files = [...new Set(lines.flatMap((line) => /^([^\s:]*[./\\][^\s:]*):\d+:/.exec(line)?.[1] ?? []))].slice(
    0,
    mostFiles,
  );
  return shareOf(lines, (line) => {
    const path = /^(\S+?\.\w+)-\d+-/.exec(line)?.[1];
    return path !== undefined && files.some((file) => path.endsWith(file));
  });
}

/** Whether a text is a patch: a file header, or hunks. */
export function isDiff(lines: readonly string[]): boolean {
  const head = lines.slice(0, 60);
  if (head.some((line) => /^diff (?:--git|--cc|--combined|-[a-zA-Z]*[ur])/.test(line))) return true;
  const old = head.slice(0, 8).findIndex((line) => /^(?:--- |Index: )/.test(line));
  return old >= 0 && head.slice(old, old + 6).some((line) => line.startsWith('@@ -'));
}

/** Whether a text is a web page or a part of one. */
export function isHtml(lines: readonly string[]): boolean {
  const first = lines[0] ?? '';
  if (/^\s*(?:<!doctype html|<html[\s>])/i.test(first)) return true;
  return (
    lines.length >= 5 &&
    shareOf(lines, (line) =>
      /^\s*<\/?(?:div|p|span|a|li|ul|ol|table|t[rdh]|h[1-6]|head|body|meta|link|script|section)\b/i.test(line),
    ) >= 0.5
  );
}

/** Whether a text has rows with the same number of fields: CSV, or fields between tabs. */
export function isTabular(lines: readonly string[]): boolean {
  if (lines.length < 5) return false;
  for (const separator of [',', '\t', ';']) {
    const fields = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, '').split(separator).length);
    const usual = fields[1] as number;
    const share = fields.filter((count) => count === usual).length / fields.length;
    const spaced = separator === ',' && shareOf(lines, (line) => line.includes(', ')) > 0.5;
    if (usual >= 3 && share >= 0.9 && !spaced) return true;
  }
  return false;
}

/** Whether the lines are plainly source code, whatever printed them; line numbers in front do not matter. */
export function isCode(lines: readonly string[]): boolean {
  if (lines.length < 5) return false;
  const bare = lines.map((line) => line.replace(numbered, ''));
  const statements = shareOf(bare, (line) => statement.test(line));
  return (
    statements >= 0.08 && statements + shareOf(bare, (line) => !statement.test(line) && codeLine.test(line)) >= 0.5
  );
}

/**
 * Whether the first lines are numbered one after the other, as viewers and editors print a file, whatever their name.
 */
export function isNumberedFile(lines: readonly string[]): boolean {
  const numbers = lines
    .slice(0, maxNumberedLines)
    .map((line) => Number(/^\s*(\d+)(?:[:|→\t]| \|)/.exec(line)?.[1] ?? Number.NaN));
  const steps = numbers.filter((number, index) => index > 0 && number === (numbers[index - 1] as number) + 1).length;
  return steps >= 5 && steps >= 0.7 * (lines.length < maxNumberedLines ? lines.length - 1 : maxNumberedLines - 1);
}

/** Whether the lines are sentences or Markdown. */
export function isProse(lines: readonly string[]): boolean {
  const wordy = shareOf(
    lines,
    (line) => /^#{1,6} |^\s*[-*] \w/.test(line) || (line.split(' ').length >= 8 && /[a-z]{2,}[ ,.;:]/.test(line)),
  );
  return lines.length > 0 && wordy >= 0.5;
}
