import { type StoreState, sentAsItIs, storeIsBack } from '../src/model/store-state.ts';
import { formatCounted } from './ui/numbers.ts';

/** Lines that are remembered as shown. */
const maxTold = 100;

/**
 * Passes on lines that say something new: a failure repeats with every request, and two threads may report the same
 * database. When the store is back, its next failure is news again. The log has all lines.
 */
export function withoutRepeats(tell: (line: string) => void): (line: string) => void {
  const told: string[] = [];
  return (line) => {
    const trouble = line.replace(/^[a-z]+: /, '');
    if (trouble === storeIsBack) told.length = 0;
    if (told.some((earlier) => earlier.includes(trouble) || trouble.startsWith(`${earlier}; `))) return;
    told.push(trouble);
    if (told.length > maxTold) told.shift();
    tell(line);
  };
}

/**
 * A sentence on the store of a running proxy; `undefined` if it works and everything is booked.
 * @param state its state, with the requests that wait to be booked and those that were dropped
 */
export function storeTrouble({ unbooked, dropped, ...state }: StoreReport): string | undefined {
  const waiting = unbooked > 0 ? [`${formatCounted(unbooked, 'request')} not booked yet`] : [];
  const lost = dropped > 0 ? [`${formatCounted(dropped, 'request')} lost to the ledger`] : [];
  if (state.status !== 'failing') return lost.length === 0 ? undefined : lost.join('');
  const since = `since ${new Date(state.since).toLocaleTimeString('en-GB')}`;
  return [`${state.reason} (${since})`, ...waiting, ...lost, sentAsItIs].join('; ');
}

/** What a running proxy reports about its store. */
export type StoreReport = (
  | { readonly status: 'opening' | 'ok' }
  | Extract<StoreState, { readonly status: 'failing' }>
) & { readonly unbooked: number; readonly dropped: number };
