import type { ModelFacts, Price, Usage } from '../src/model/usage.ts';
import { type Listed, type Vendor, vendors } from './prices.ts';

const { anthropic, openai, gemini } = vendors;

const vendorsByApi: Readonly<Record<string, Vendor>> = {
  'anthropic-messages': anthropic,
  'openai-chat': openai,
  'openai-responses': openai,
  gemini,
};

/**
 * The suffix by which the name of another model differs from a listed name: a further number of its version (a date is
 * longer), or a size.
 */
const otherModel = /^[-.](?:\d{1,2}(?!\d)|mini|nano|pro|lite|max|sol|terra|luna|astra)(?![a-z])/;

/** Where the model's own name starts: `us.anthropic.claude-…`, `openrouter/openai/gpt-…` and the like. */
function bareName(model: string): string {
  const name = model.toLowerCase();
  const last = name.slice(name.lastIndexOf('/') + 1);
  return /(?:^|\.)((?:claude|gpt|gemini)-.*)$/.exec(last)?.[1] ?? last;
}

/** Whether `name` starts with that table entry: `gpt-5.1` does with `gpt-5`, `gpt-50` does not. */
function isRelative(name: string, entry: string): boolean {
  return name.startsWith(entry) && !/^\d/.test(name.slice(entry.length));
}

/**
 * What is known about a model. Never fails: one that is not listed is priced as its closest relative, else as the usual
 * model of its API, and then has no `name`.
 * @param usage what its answer billed: the terms that it names and the length of its prompt scale the price
 */
export function modelFacts(model: string, api: string, usage?: Usage): ModelFacts {
  const name = bareName(model);
  for (const vendor of Object.values(vendors)) {
    const entry = Object.keys(vendor.models)
      .filter((candidate) => isRelative(name, candidate))
      .reduce((best, candidate) => (candidate.length > best.length ? candidate : best), '');
    if (entry === '') continue;
    const facts = factsOf(entry, vendor, termsOf(name, usage));
    return otherModel.test(name.slice(entry.length)) ? { ...facts, tokenizer: name } : { name: entry, ...facts };
  }
  const vendor = name.startsWith('claude') ? anthropic : (vendorsByApi[api] ?? anthropic);
  return { ...factsOf(vendor.standIn, vendor, termsOf(name, usage)), tokenizer: name };
}

/** Some clouds name the speed in the model's name only. */
function termsOf(name: string, usage: Usage | undefined): Partial<Usage> {
  return name.endsWith('-fast') ? { ...usage, speed: 'fast' } : { ...usage };
}

function factsOf(entry: string, vendor: Vendor, terms: Partial<Usage>): ModelFacts {
  const listed = vendor.models[entry] as Listed;
  return {
    pricedAs: entry,
    price: priceOf(listed, vendor, terms),
    tokenFactor: listed.tokenFactor ?? vendor.tokenFactor,
    tokenizer: listed.tokenizer ?? vendor.tokenizer,
    cacheMinimum: listed.minimum ?? vendor.minimum,
  };
}

/** A listed price with the vendor's usual shares filled in, at the terms of a request. */
function priceOf(listed: Listed, vendor: Vendor, terms: Partial<Usage>): Price {
  const { read = vendor.read, write = vendor.write } = listed;
  const { uncached = 0, write: written = 0, writeLong: writtenLong = 0, read: wasRead = 0 } = terms;
  const isLong = listed.long !== undefined && uncached + written + writtenLong + wasRead > listed.long.above;
  const scale = scaleOf(listed, vendor, terms);
  const input = listed.input * scale * (isLong ? (listed.long?.input ?? 1) : 1);
  return {
    input,
    output: listed.output * scale * (isLong ? (listed.long?.output ?? 1) : 1),
    read: input * read,
    write: input * write,
    writeLong: input * (listed.write ?? vendor.writeLong),
  };
}

/** The factor on every rate for the terms of an answer; unlisted terms change nothing. */
function scaleOf(listed: Listed, vendor: Vendor, { speed, tier, region }: Partial<Usage>): number {
  const fast = listed.fast ?? vendor.fast;
  const priority = listed.priority ?? vendor.priority;
  const tiers: Readonly<Record<string, number>> = { ...vendor.tiers, fast, priority };
  const named = (table: Readonly<Record<string, number>>, name = '') => (Object.hasOwn(table, name) ? table[name] : 1);
  return (speed === 'fast' ? fast : 1) * (named(tiers, tier) ?? 1) * (named(vendor.regions, region) ?? 1);
}
