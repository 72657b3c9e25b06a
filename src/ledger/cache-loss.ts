import type { CacheBooking, CacheFacts, CacheLifetime, CacheLoss } from '../model/cache.ts';
import type { Gain, LedgerRecord } from '../model/ledger.ts';
import type { ModelFacts, Price, Usage } from '../model/usage.ts';
import { freshPrice, promptTokens } from './receipt.ts';

const perMillion = 1e-6;
/** Milliseconds for which prompts are cached after their last use: if asked for by default, and at most. */
const shortLifetime = 5 * 60_000;
const longLifetime = 60 * 60_000;
/**
 * Providers count in steps of about 128 tokens, and never read the very end of a prompt: smaller differences mean
 * nothing.
 */
const stepTokens = 256;
const stepShare = 0.01;
/** If only a start is shared, its tokens are estimated from its bytes, with up to this error. */
const guessShare = 0.25;
/** Share of the minimum from which on a prompt counts as just under it. */
const nearMinimum = 0.75;

/**
 * What a request read from the cache of the previous one, and the causes of what it did not read. All tokens are the
 * provider's own: those of the earlier request's receipt if it has one, else by this one's tokens per byte.
 * @param receipt the provider's bill
 * @returns `undefined` if nothing relevant was repeated
 */
export function cacheBooking(
  { cache, selfCausedMiss }: Pick<LedgerRecord, 'cache' | 'selfCausedMiss'>,
  receipt: Usage,
  facts: Pick<ModelFacts, 'price' | 'cacheMinimum'>,
): CacheBooking | undefined {
  if (cache === undefined) return undefined;
  const lifetime = lifetimeOf(cache, receipt, facts.price);
  const possible = couldTokens(cache, receipt);
  const kept = cache.before?.usage === undefined ? possible : keptTokens(cache.before.usage, cache);
  const isKept = cache.marked === undefined ? receipt.read > 0 : kept + receipt.read > 0;
  if (possible < facts.cacheMinimum && !isKept) {
    const under = underMinimum(possible, facts);
    const short = possible > 0 ? { short: true as const } : {};
    return possible > 0 || lifetime
      ? { could: 0, read: 0, ...short, ...(under && { under }), ...(lifetime && { lifetime }) }
      : undefined;
  }
  const readable = Math.min(receipt.read, possible);
  const lost = possible - readable;
  const isNothing =
    lost <= Math.max(stepTokens, possible * (cache.continues || readable === 0 ? stepShare : guessShare));
  if (isNothing && readable === 0 && lifetime === undefined) return undefined;
  if (isNothing) return { could: readable, read: readable, ...bridge(cache, lifetime) };
  const tokens = lossesOf(cache, receipt, {
    possible,
    readable,
    kept,
    isOurs: selfCausedMiss || cache.reformed === true,
  });
  const losses = priced(tokens, receipt, facts.price);
  return {
    could: possible,
    read: readable,
    losses,
    ...(tokens.pause ? { pauseMs: cache.pauseMs } : {}),
    ...(tokens.agent && cache.parted ? { parted: cache.parted } : {}),
    ...bridge(cache, lessRewritten(lifetime, tokens.pause, cache, facts.price)),
  };
}

/** Tokens that the earlier request left, of those that the present prompt still contains. */
function couldTokens({ bytes, couldBytes, continues, before }: CacheFacts, receipt: Usage): number {
  const prompt = promptTokens(receipt);
  if (before?.usage === undefined) return Math.round((prompt * couldBytes) / Math.max(1, bytes));
  const left = promptTokens(before.usage);
  // What we shortened is in the conversation: a shared start is measured by the bytes that were sent.
  const share = couldBytes / Math.max(1, continues ? before.bytes : before.sentBytes);
  return Math.round(Math.min(left * Math.min(1, share), prompt));
}

/**
 * Tokens that the provider cached of the earlier request: all of them if it need not be asked, or was, except the end.
 */
function keptTokens(usage: Usage, { marked }: CacheFacts): number {
  const asked = usage.read + usage.write + usage.writeLong;
  return marked === undefined || (asked > 0 && usage.uncached <= stepTokens) ? promptTokens(usage) : asked;
}

type Split = {
  readonly possible: number;
  readonly readable: number;
  readonly kept: number;
  readonly isOurs: boolean;
};

function lossesOf(
  cache: CacheFacts,
  receipt: Usage,
  { possible, readable, kept, isOurs }: Split,
): Partial<Record<CacheLoss, number>> {
  if (isOurs) return { headroom: possible - readable };
  // If another conversation's prompt was cached for a client that never asks, that was not where the two part.
  const isElsewhere = cache.marked === false && !cache.continues && cache.parted === undefined;
  if (isElsewhere) return { unasked: possible - readable };
  const asks = receipt.read + receipt.write + receipt.writeLong > 0 || cache.marked === true;
  const asked = cache.marked === undefined || asks ? Math.max(readable, Math.min(possible, kept)) : readable;
  const rest = asked - readable;
  const isLate = (cache.pauseMs ?? 0) > keepsFor(cache);
  const same = cache.parted === undefined ? possible : sameTokens(cache, possible);
  const changed = cache.parted === undefined ? 0 : isLate ? Math.max(0, asked - Math.max(same, readable)) : rest;
  // We could ask on behalf of a client that does not: what it has changed is out of reach all the same. One that marks
  // some places leaves out the others by its own choice.
  const unaskable = cache.marked === false ? possible - Math.max(asked, same) : 0;
  const parts: readonly (readonly [CacheLoss, number])[] = [
    ['pause', isLate ? rest - changed : 0],
    ['agent', changed + unaskable],
    ['unasked', possible - asked - unaskable],
    ['provider', isLate ? 0 : rest - changed],
  ];
  return Object.fromEntries(parts.filter(([, tokens]) => tokens > 0));
}

/** Milliseconds for which the provider cached what the earlier request left. */
function keepsFor({ marked, before }: CacheFacts): number {
  return marked === undefined || before?.long === true ? longLifetime : shortLifetime;
}

/** Tokens before the byte at which the prompts part. */
function sameTokens({ sameBytes, couldBytes, before }: CacheFacts, possible: number): number {
  const bySent = before?.usage === undefined ? 0 : (promptTokens(before.usage) * sameBytes) / before.sentBytes;
  const byShare = (possible * sameBytes) / Math.max(1, couldBytes);
  return Math.round(Math.min(possible, Math.max(bySent, byShare)));
}

function priced(
  tokens: Partial<Record<CacheLoss, number>>,
  receipt: Usage,
  price: Price,
): Readonly<Partial<Record<CacheLoss, Gain>>> {
  const more = (cause: string) => (cause === 'unasked' ? price.input : freshPrice(receipt, price)) - price.read;
  const entries = Object.entries(tokens).map(([cause, count]): [string, Gain] => [
    cause,
    { tokens: count, dollars: count * more(cause) * perMillion },
  ]);
  return Object.fromEntries(entries);
}

/**
 * A prompt that would be cached if it were a little longer, and that came back, whether its client asks or we could.
 */
function underMinimum(tokens: number, { price, cacheMinimum }: Pick<ModelFacts, 'price' | 'cacheMinimum'>) {
  if (tokens < cacheMinimum * nearMinimum) return undefined;
  return { tokens, minimum: cacheMinimum, dollars: tokens * (price.input - price.read) * perMillion };
}

/** The effect of the client's choice of a lifetime; only a client that asks has one. */
function lifetimeOf(
  { marked, before, pauseMs = 0 }: CacheFacts,
  usage: Usage,
  price: Price,
): CacheLifetime | undefined {
  if (marked !== true) return undefined;
  const premium = (price.writeLong - price.write) * perMillion;
  const isBridged = before?.long === true && pauseMs > shortLifetime && pauseMs <= longLifetime;
  const parts = {
    longer: usage.write * premium,
    shorter: usage.writeLong * premium,
    bridged: isBridged ? usage.read * (price.write - price.read) * perMillion : 0,
  };
  const known = Object.entries(parts).filter(([, dollars]) => dollars > 0);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** What a pause made the client write again would still have been cached with a lifetime of an hour. */
function lessRewritten(
  lifetime: CacheLifetime | undefined,
  rewritten: number | undefined,
  { pauseMs = 0 }: CacheFacts,
  price: Price,
): CacheLifetime | undefined {
  if (lifetime?.longer === undefined || rewritten === undefined || pauseMs > longLifetime) return lifetime;
  const premium = (price.writeLong - price.write) * perMillion;
  return { ...lifetime, longer: Math.max(0, lifetime.longer - rewritten * premium) };
}

function bridge(
  { pauseMs }: CacheFacts,
  lifetime: CacheLifetime | undefined,
): Pick<CacheBooking, 'lifetime' | 'pauseMs'> {
  if (lifetime === undefined) return {};
  return { lifetime, ...(lifetime.bridged === undefined ? {} : { pauseMs }) };
}
