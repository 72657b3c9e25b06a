import { parseCommand } from './command.ts';
import {
  isContextLine,
  isDiagnosticLine,
  isHitLine,
  isListingLine,
  isNumberedHit,
  isPathLine,
  isPlainHit,
  isPlainlyNumberedHit,
  isSearchedHit,
  isTreeLine,
} from './line-shapes.ts';
import { isFilter, isLister, isSearcher, isSilent } from './programs.ts';
import { shareOf } from './sample.ts';

const mostFiles = 100;

/** How the sampled lines look as search results or as a list of files, given the command. */
export function isSearch(lines: readonly string[], command: string | undefined): boolean {
  if (lines.length === 0) return false;
  const programs = command === undefined ? [] : parseCommand(command);
  const first = programs.filter(({ piped }) => !piped);
  const searched = first.some(isSearcher);
  const listed = first.some(isLister);
  const onlyLists = programs.every((each) => (each.piped ? isFilter(each) : isLister(each) || isSilent(each)));
  if (listed && onlyLists && !isSeries(lines)) return true;
  return isHits(lines, searched) || isNumbered(lines, searched, command) || isListing(lines, searched || listed);
}

function isHits(lines: readonly string[], searched: boolean): boolean {
  const asHits = shareOf(lines, (line) => isHitLine(line) || isContextLine(line) || (searched && isSearchedHit(line)));
  if (searched) return asHits >= 0.3 || shareOf(lines, isPlainHit) >= 0.6;
  const diagnostics = shareOf(lines, isDiagnosticLine);
  if (asHits < 0.6 || diagnostics >= 0.2 * asHits) return false;
  return shareOf(lines, isHitLine) >= 0.1 || shareOfContext(lines) >= 0.5;
}

/** Hits of one file, or hits below the name of their file: numbers without a path. */
function isNumbered(lines: readonly string[], searched: boolean, command: string | undefined): boolean {
  const numbers = shareOf(lines, searched ? isNumberedHit : isPlainlyNumberedHit);
  const names = shareOf(lines, (line) => isPathLine(line) || line === '--');
  if (searched) return numbers >= 0.4 && numbers + names >= 0.7;
  // Without a command, only the mix of hits and context lines distinguishes a search from a numbered file.
  const context = shareOf(lines, (line) => /^\d{1,7}-(?!\d)/.test(line) || line === '--');
  return command === undefined && numbers + names >= 0.95 && (context > 0 || !isSeries(lines));
}

function isListing(lines: readonly string[], expected: boolean): boolean {
  if (lines.length < (expected ? 2 : 4)) return false;
  if (shareOf(lines, isListingLine) >= 0.6 || shareOf(lines, isTreeLine) >= 0.6) return true;
  return shareOf(lines, isPathLine) >= (expected ? 0.6 : 0.8);
}

/** Whether the lines are numbered consecutively. */
function isSeries(lines: readonly string[]): boolean {
  const numbers = lines.map((line) => Number.parseInt(line, 10));
  const steps = numbers.filter((number, index) => index > 0 && number === (numbers[index - 1] as number) + 1);
  return steps.length >= 3 && steps.length >= 0.7 * (lines.length - 1);
}

/** The share of lines that are context of hits in the same files, whether their paths are relative or absolute. */
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
