import type { ToolCall } from '../model/block.ts';
import type { ContentKind } from '../model/content.ts';
import { isCode, isNumberedFile, withoutNumbers } from './detect/code-shape.ts';
import { parseCommand } from './detect/command.ts';
import { findJson } from './detect/json-scan.ts';
import { languageOfLines, languageOfName } from './detect/language.ts';
import { isFindingLine, isScriptLine } from './detect/line-shapes.ts';
import { isDiff, isNewFiles } from './detect/patch-shape.ts';
import { isSearcher } from './detect/programs.ts';
import { bodyStart, sampleLines, shareOf } from './detect/sample.ts';
import { isSearch } from './detect/search-shape.ts';
import { isHistory, isHtml, isPadded, isProse, isTable, isTabular } from './detect/text-shapes.ts';
import { expectOutput } from './log/commands.ts';
import { isLog } from './log/recognise.ts';
import { isNested, repetitionOf } from './log/repetition.ts';
import { type ShownFiles, shownFiles } from './shown-file.ts';

/** What a text is, and whether an edit could quote it. */
export type Detection = {
  readonly kind: ContentKind;
  /** A file shown by a shell command, or source code whatever printed it: it stays verbatim. */
  readonly shownFile: boolean;
  /** The language of source code, by the name of the file or the look of the lines. */
  readonly language?: string;
};

const jsonShare = 0.4;
const logConfidence = 0.5;
/** The same if the command builds, tests or installs. */
const expectedLogConfidence = 0.3;
const findingShare = 0.15;
const mostlyFindings = 0.4;
const proseName = /\.(?:md|mdx|markdown|rst|adoc|tex|txt)$|(?:^|[/\\])(?:README|LICENSE|CHANGELOG|NOTICE|AUTHORS)$/i;
const recordsName = /\.(?:jsonl|ndjson|jsonlines)$/i;

/**
 * Tells what a text is from its lines and from the command that printed it. Lines that a client adds before the output
 * are skipped. The same text and call always give the same answer.
 */
export function detect(text: string, call?: ToolCall): Detection {
  const command = call?.command;
  const start = bodyStart(text);
  const files = shownFiles(command);
  const json = detectJson(text, start);
  if (json !== undefined) {
    const document = json === 'document' && !files.names.some((name) => recordsName.test(name));
    return { kind: 'json', shownFile: files.source || (files.shows && document) };
  }
  const lines = sampleLines(text, start);
  if (files.source) return source(lines, files);
  if (isNumberedFile(lines) && !isSearched(command)) return numbered(lines, files);
  if (isDiff(lines)) return { kind: 'diff', shownFile: isNewFiles(text) };
  if (isHtml(lines)) return { kind: 'html', shownFile: false };
  if (isTable(lines)) return { kind: 'tabular', shownFile: false };
  if (isFindings(lines, command)) return { kind: 'log', shownFile: false };
  if (isSearch(lines, command)) return { kind: 'search', shownFile: files.shows };
  if (isHistory(lines)) return { kind: 'text', shownFile: files.shows };
  return loose(text.slice(start), lines, command, files);
}

function loose(text: string, lines: readonly string[], command: string | undefined, files: ShownFiles): Detection {
  const progress = isBuild(command);
  const score = isLog(text, withoutTails(command));
  if (score >= logConfidence) return { kind: 'log', shownFile: false };
  const inPlace = files.shows || isOutlined(lines) || isNested(lines) || isCode(lines);
  const repetition = inPlace ? 'none' : repetitionOf(text);
  if (repetition === 'same') return { kind: 'log', shownFile: false };
  if (isTabular(lines)) return { kind: 'tabular', shownFile: false };
  // In rows, the numbers are the information.
  if (repetition === 'alike' && !isPadded(lines)) return { kind: 'log', shownFile: false };
  if (progress && !files.shows && score >= expectedLogConfidence && !isOutlined(lines))
    return { kind: 'log', shownFile: false };
  if (progress && (shareOf(lines, isFindingLine) >= findingShare || lines.some(isScriptLine)))
    return { kind: 'log', shownFile: false };
  if (isCode(lines)) return { kind: 'code', shownFile: true, language: languageOfLines(lines) };
  if (!isProse(lines)) return { kind: 'text', shownFile: files.shows };
  // Sentences that a build prints are still build output.
  const told = progress && !files.shows && !isOutlined(lines);
  return told ? { kind: 'log', shownFile: false } : { kind: 'prose', shownFile: files.shows };
}

/** From this many headings on, a text counts as a document, whatever wrote it. */
const fewestHeadings = 3;

function isOutlined(lines: readonly string[]): boolean {
  return lines.filter((line) => /^#{1,6} \S/.test(line)).length >= fewestHeadings;
}

/** A file that is source, configuration or documentation by its name. */
function source(lines: readonly string[], { names }: ShownFiles): Detection {
  const known = names.map(languageOfName).find((language) => language !== undefined);
  if (names.every((name) => proseName.test(name))) return { kind: 'prose', shownFile: true };
  if (known === undefined && isHtml(lines)) return { kind: 'html', shownFile: true };
  return { kind: 'code', shownFile: true, language: known };
}

function numbered(lines: readonly string[], { names }: ShownFiles): Detection {
  const bare = withoutNumbers(lines).filter((line) => line !== '');
  // Some viewers print the file's name before its lines.
  const titled = /^\[File: (\S+)/.exec(lines[0] as string)?.[1];
  const named = [...names, titled ?? ''].map(languageOfName).find((each) => each !== undefined);
  if (named === undefined && isProse(bare) && !isCode(bare)) return { kind: 'prose', shownFile: true };
  const language = named ?? languageOfLines(bare);
  const code = language !== undefined || isCode(bare) || /^\s*[{[]/.test(bare[0] ?? '');
  return { kind: code ? 'code' : 'text', shownFile: true, language };
}

/** Findings of a compiler or a linter look like search hits. */
function isFindings(lines: readonly string[], command: string | undefined): boolean {
  return isBuild(command) && !isSearched(command) && shareOf(lines, isFindingLine) >= mostlyFindings;
}

/** Whether a command builds, tests or installs. */
function isBuild(command: string | undefined): boolean {
  return expectOutput(withoutTails(command)) === 'progress';
}

/** A command line without the commands that only cut the output, such as `tail`: they say nothing about what it is. */
function withoutTails(command: string | undefined): string | undefined {
  return command?.replace(/\|\s*tail\b[^|;&\n]*/g, '');
}

function isSearched(command: string | undefined): boolean {
  return command !== undefined && parseCommand(command).some((each) => !each.piped && isSearcher(each));
}

/**
 * `records` for an array of records or lines of JSON, `document` for other JSON, `undefined` if too little of the text
 * is JSON.
 */
function detectJson(text: string, start: number): 'records' | 'document' | undefined {
  if (!text.includes('{') && !text.includes('[')) return undefined;
  const found = findJson(text);
  const covered = found.reduce((sum, each) => sum + each.end - each.start, 0);
  if (covered === 0 || covered < (text.length - start) * jsonShare) return undefined;
  return found.some(({ records }) => records) ? 'records' : 'document';
}
