import type { Price, Usage } from '../model/usage.ts';

/** Tokens of the whole prompt, as billed. */
export function promptTokens(usage: Usage): number {
  return usage.uncached + usage.write + usage.writeLong + usage.read;
}

/** What a request paid for a prompt token that was new to the cache, in dollars per million. */
export function freshPrice(usage: Usage, price: Price): number {
  const written = usage.write + usage.writeLong;
  return written === 0 ? price.input : (usage.write * price.write + usage.writeLong * price.writeLong) / written;
}

/** What an answer cost, in dollars. */
export function dollarsOf(usage: Usage, price: Price): number {
  const { uncached, write, writeLong, read, output } = usage;
  const prompt = uncached * price.input + write * price.write + writeLong * price.writeLong + read * price.read;
  return (prompt + output * price.output) * 1e-6;
}
