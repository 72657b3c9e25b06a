import { scaledRow } from '../src/ledger/scaled.ts';
import type { TokenFactors } from '../src/ledger/token-factor.ts';
import type { Decision } from '../src/model/decision.ts';
import type { RequestFilter } from '../src/model/ledger.ts';
import type { ReadStore } from '../src/store/read-only.ts';
import { type Absence, createOriginalTexts, type OriginalText } from './original-text.ts';
import { colorsFor } from './ui/colors.ts';
import { formatCount, formatCounted, formatDollars, lossOf } from './ui/numbers.ts';
import { printJson, printLine } from './ui/output.ts';
import { visible, visibleName } from './ui/visible.ts';

/** A replaced block of the last request; `before` is missing if `absence` is given, which says why. */
type ReplacedBlock = {
  readonly tool: string;
  readonly kind?: string;
  readonly by?: string;
  readonly handle?: string;
  readonly tokensBefore: number;
  readonly tokensAfter: number;
  readonly before?: string;
  readonly absence?: Absence;
  readonly after: string;
};

const absences: Readonly<Record<Absence, string>> = {
  dropped: '(the original has been dropped)',
  neverKept: '(no copy of the original was kept)',
  unreadable: '(this version cannot decode the layout; nothing was left out of it)',
};

const headLines = 20;
const tailLines = 5;

/** Shows the outputs of the last request that were shortened, before and after. */
export async function showLastRequest(
  store: ReadStore | undefined,
  filter: RequestFilter,
  factors: TokenFactors,
  flags: { readonly json: boolean; readonly full: boolean },
): Promise<void> {
  const last = store?.lastRequest(filter);
  const row = last && scaledRow(last, factors);
  const decisions = (row?.replaced ?? []).map((key) => store?.decision(key));
  const originalOf = createOriginalTexts(store);
  const blocks: ReplacedBlock[] = [];
  for (const decision of decisions)
    if (decision?.sent !== undefined) blocks.push(blockOf(decision, await originalOf(decision), row?.tokenFactor ?? 1));
  if (flags.json) {
    const { time, api, model, dollars } = row ?? {};
    const gone = row !== undefined && row.replaced === undefined ? { blocksGone: true } : {};
    return printJson(row === undefined ? { blocks } : { time, api, model, dollars, blocks, ...gone });
  }
  if (row === undefined) return printLine('No requests yet.');
  const when = new Date(row.time).toISOString();
  await printLine(
    `${when}  ${visibleName(row.model)}  ${broughtBy(row.dollars)}, ${formatCounted(blocks.length, 'output')} shortened`,
  );
  if (row.replaced === undefined)
    await printLine('(which outputs were shortened is no longer kept, as old originals are dropped)');
  for (const block of blocks) await printLine(`\n${render(block, flags.full)}`);
}

/** What a request saved, or its extra cost. */
function broughtBy(dollars: number): string {
  const cost = lossOf(dollars);
  return cost === undefined ? `${formatDollars(dollars)} saved` : `cost ${cost} more`;
}

/** @param tokenFactor converts o200k tokens to the provider's */
function blockOf(decision: Decision, original: OriginalText, tokenFactor: number): ReplacedBlock {
  const { tool, kind, by, handle, tokensBefore, tokensAfter, sent = '' } = decision;
  const [before, after] = [tokensBefore, tokensAfter].map((tokens) => Math.round(tokens * tokenFactor)) as [
    number,
    number,
  ];
  const facts = { tool, kind, by, handle, tokensBefore: before, tokensAfter: after };
  return 'text' in original
    ? { ...facts, before: original.text, after: sent }
    : { ...facts, absence: original.absence, after: sent };
}

function render(block: ReplacedBlock, full: boolean): string {
  const { bold } = colorsFor(process.stdout);
  const tokens = `${formatCount(block.tokensBefore)} -> ${formatCount(block.tokensAfter)} tokens`;
  const shown = (text: string) => visible(full ? text : ends(text));
  return [
    bold(`${visibleName(block.tool)}, ${block.kind ?? 'text'}, ${tokens}`),
    bold('--- before'),
    block.before === undefined ? absences[block.absence ?? 'dropped'] : shown(block.before),
    bold('--- after'),
    shown(block.after),
  ].join('\n');
}

/** The first and last lines of a text, with a line that counts those between. */
function ends(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const hidden = lines.length - headLines - tailLines;
  if (hidden <= 1) return lines.join('\n');
  const gap = `(${formatCount(hidden)} more lines; --full shows them)`;
  return [...lines.slice(0, headLines), gap, ...lines.slice(-tailLines)].join('\n');
}
