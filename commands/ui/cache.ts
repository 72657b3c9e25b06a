import type { CacheFinding } from '../../src/ledger/cache-findings.ts';
import type { CacheFigures } from '../../src/ledger/cache-sums.ts';
import type { CacheLoss } from '../../src/model/cache.ts';
import { formatCount, formatCounted, formatDollars, formatShare } from './numbers.ts';
import { renderTable } from './table.ts';
import { visibleName } from './visible.ts';
import { asSentence } from './wrap.ts';

/** Shares below which a cause that is not always named is omitted. */
const leastShare = 0.0005;
/** In milliseconds. */
const minute = 60_000;

/** What caused cache misses. The first three are always named. */
const causes: Readonly<Record<CacheLoss, string>> = {
  pause: 'pauses',
  agent: 'the agent’s own changes',
  headroom: 'headroom',
  unasked: 'no request for caching',
  provider: 'the provider',
};

/** Cache health in one line, as part of a sentence. */
export function cacheHealth({ could, read, short, losses }: Omit<CacheFigures, 'byApi'>): string {
  if (could === 0) {
    const reason =
      short === 0
        ? 'no request continued an earlier one'
        : `what was repeated in ${formatCounted(short, 'request')} was shorter than the provider caches`;
    return `cache hits: none were possible, as ${reason}`;
  }
  const told = (cause: CacheLoss) => `${causes[cause]} ${shareOf(losses[cause].tokens, could)}`;
  const always = (['pause', 'agent', 'headroom'] as const).map(told);
  const others = (['unasked', 'provider'] as const)
    .filter((cause) => losses[cause].tokens / could > leastShare)
    .map(told);
  const misses = [...always, ...others].join(', ');
  return `cache hits: ${shareOf(read, could)} of the tokens that could be read; cache misses caused by ${misses}`;
}

/** A percentage without a needless decimal; a positive share never reads as zero. */
function shareOf(part: number, whole: number): string {
  if (part === 0) return '0';
  const share = part / whole;
  if (share < leastShare) return 'under 0.1 %';
  if (share > 1 - leastShare && part < whole) return 'over 99.9 %';
  return formatShare(share).replace('.0 %', ' %');
}

/** The report of `stats --cache`: health, the share of each API, and the findings. */
export function renderCache(figures: CacheFigures, findings: readonly CacheFinding[]): string {
  const apis = Object.entries(figures.byApi);
  const table = renderTable(
    [{ heading: 'api' }, { heading: 'could be read', align: 'right' }, { heading: 'cache hits', align: 'right' }],
    apis.map(([api, { could, read }]) => [visibleName(api), `${formatCount(could)} tokens`, shareOf(read, could)]),
  );
  const told = findings.map((finding) => `${formatDollars(finding.dollars).padStart(8)}  ${describeFinding(finding)}`);
  const nothing = figures.could === 0 ? 'Nothing to report.' : 'Nothing that cost anything.';
  return [
    asSentence(cacheHealth(figures)),
    ...(apis.length === 0 ? [] : [table]),
    told.length === 0 ? nothing : told.join('\n'),
  ].join('\n\n');
}

/** A finding in one line, without its price. */
export function describeFinding(finding: CacheFinding): string {
  const requests = formatCounted(finding.requests, 'request');
  const tokens = formatCounted(finding.tokens, 'token');
  switch (finding.kind) {
    case 'changed':
      return `${finding.section}, byte ${formatCount(finding.byte)}: ${changeOf(finding)} in ${requests}; ${tokens} had to be sent again`;
    case 'pauses':
      return pausesOf(finding);
    case 'hours':
      return hoursOf(finding);
    case 'under':
      return `${requests} to ${visibleName(finding.model)} continued ${rangeOf(finding.shortest, finding.longest)} tokens, just under the ${formatCount(finding.minimum)} from which on it caches a prompt`;
    case 'unasked':
      return `${tokens} were repeated in ${requests}, and nobody had asked the provider to cache them`;
    case 'provider':
      return `the provider did not find ${tokens} in ${requests}, although nothing had changed and nobody had paused`;
    case 'headroom':
      return `headroom sent ${tokens} in another form than before, in ${requests}; that is an error of ours`;
  }
}

function changeOf({ cause, names, section }: CacheFinding & { readonly kind: 'changed' }): string {
  const named = visibleName(names.join(', '));
  switch (cause) {
    case 'volatile':
      return `${named} had another value`;
    case 'counter':
      return `${named} had grown`;
    case 'toolOrder':
      return `the tools were in another order (from ${named})`;
    case 'tools':
      return named === '' ? 'the tools were different' : `the tools were different (${named})`;
    case 'settings':
      return 'settings such as the choice of a tool or thinking were different';
    default:
      return section === 'messages' ? 'an earlier message was changed' : 'the text was different';
  }
}

function hoursOf({ extraDollars, bridgedDollars, pauses }: CacheFinding & { readonly kind: 'hours' }): string {
  const extra = `writes for an hour (\`ttl: 1h\`) cost ${formatDollars(extraDollars)} more than for five minutes`;
  if (pauses === 0) return `${extra} and bridged no pause`;
  return `${extra}; the ${formatCounted(pauses, 'pause')} that they bridged would have cost ${formatDollars(bridgedDollars)}`;
}

function pausesOf({ requests, shortest, longest, hourDollars }: CacheFinding & { readonly kind: 'pauses' }): string {
  const lengths = durations(shortest, longest);
  const lost = `${formatCounted(requests, 'pause')} of ${lengths}, longer than the provider caches a prompt`;
  return hourDollars === undefined
    ? lost
    : `${lost}; \`ttl: 1h\` would have cost ${formatDollars(hourDollars)} more in writes`;
}

/** Milliseconds in minutes, or in hours if they are many, rounded. */
function durations(shortest: number, longest: number): string {
  const [from, to] = [shortest, longest].map((length) => Math.round(length / minute)) as [number, number];
  if (to < 120) return `${rangeOf(from, to)} minutes`;
  const hours = Math.round(longest / (60 * minute));
  return from < 120
    ? `${formatCount(from)} minutes to ${formatCount(hours)} hours`
    : `${rangeOf(Math.round(shortest / (60 * minute)), hours)} hours`;
}

function rangeOf(from: number, to: number): string {
  return from === to ? formatCount(from) : `${formatCount(from)} to ${formatCount(to)}`;
}
