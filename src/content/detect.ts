import type { ToolCall } from '../model/block.ts';
import type { ContentKind } from '../model/content.ts';
import { findJson } from './detect/json-scan.ts';
import { isCode, isDiff, isHtml, isNumberedFile, isProse, isSearch, isTabular } from './detect/kinds.ts';
import { bodyStart, sampleLines } from './detect/sample.ts';
import { isLog } from './log/recognise.ts';
import { shownFiles } from './shown-file.ts';

/** What a text is, and whether an edit could quote it. */
export type Detection = {
  readonly kind: ContentKind;
  /** A file shown by a shell command, or source code whatever printed it: it stays verbatim. */
  readonly shownFile: boolean;
};

const jsonShare = 0.4;
const logConfidence = 0.5;

/**
 * Tells what a text is from its lines and from the command that printed it. Lines that a client puts above the output
 * are passed over. The same text and call always give the same answer.
 */
export function detect(text: string, call?: ToolCall): Detection {
  const command = call?.command;
  const start = bodyStart(text);
  const files = shownFiles(command);
  const json = detectJson(text, start);
  if (json !== undefined) return { kind: 'json', shownFile: files.source || (files.shows && json === 'document') };
  const lines = sampleLines(text, start);
  if (files.source)
    return { kind: isHtml(lines) ? 'html' : isProse(lines) && !isCode(lines) ? 'prose' : 'code', shownFile: true };
  if (isNumberedFile(lines)) return { kind: isCode(lines) ? 'code' : 'text', shownFile: true };
  if (isDiff(lines)) return { kind: 'diff', shownFile: false };
  if (isHtml(lines)) return { kind: 'html', shownFile: false };
  if (isSearch(lines, command)) return { kind: 'search', shownFile: files.shows };
  if (isLog(text.slice(start), command) >= logConfidence) return { kind: 'log', shownFile: false };
  if (isTabular(lines)) return { kind: 'tabular', shownFile: false };
  if (isCode(lines)) return { kind: 'code', shownFile: true };
  return { kind: isProse(lines) ? 'prose' : 'text', shownFile: files.shows };
}

/** `records` for an array of records or lines of JSON, `document` for other JSON, `undefined` where too little of the text is JSON. */
function detectJson(text: string, start: number): 'records' | 'document' | undefined {
  if (!text.includes('{') && !text.includes('[')) return undefined;
  const found = findJson(text);
  const covered = found.reduce((sum, each) => sum + each.end - each.start, 0);
  if (covered === 0 || covered < (text.length - start) * jsonShare) return undefined;
  return found.some(({ records }) => records) ? 'records' : 'document';
}
