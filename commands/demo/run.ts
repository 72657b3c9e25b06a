import { dollarsOf, promptTokens } from '../../src/ledger/receipt.ts';
import type { Price, Usage } from '../../src/model/usage.ts';
import { playSession } from './agent.ts';
import { type OutputOutcome, outcomesOf } from './outcome.ts';
import { type SimulatedProvider, startSimulatedProvider } from './provider.ts';
import type { Session } from './session.ts';

/** The provider's bill for a whole session. */
export type Bill = {
  readonly usage: Usage;
  readonly dollars: number;
  /** Tokens of each request's prompt, in order. */
  readonly prompts: readonly number[];
};

/** The same session, straight to the provider and through the proxy. */
export type DemoResult = {
  readonly requests: number;
  readonly direct: Bill;
  readonly proxied: Bill;
  readonly outputs: readonly OutputOutcome[];
};

/** What a run needs from outside. */
export type DemoParts = {
  readonly session: Session;
  readonly price: Price;
  readonly count: (text: string) => number;
  /** Points a proxy at a provider and returns the proxy's base URL. */
  readonly connect: (providerUrl: string) => Promise<string> | string;
  readonly onProgress?: (text: string) => void;
};

/** Plays the session twice, each time against a provider with an empty cache, and compares the bills. */
export async function runDemo(parts: DemoParts): Promise<DemoResult> {
  const { session, price, count, onProgress = () => {} } = parts;
  const start = () => startSimulatedProvider({ turns: session.turns, count });
  const [plain, behind] = await Promise.all([start(), start()]);
  try {
    const requests = await playSession(session, plain.url, (number) => onProgress(`directly: request ${number}`));
    const url = await parts.connect(behind.url);
    await playSession(session, url, (number) => onProgress(`through headroom: request ${number}`));
    return {
      requests,
      direct: billOf(plain, price),
      proxied: billOf(behind, price),
      outputs: outcomesOf(session, behind.requests.at(-1)?.body ?? {}, count),
    };
  } finally {
    await Promise.all([plain.close(), behind.close()]);
  }
}

function billOf({ totals, requests }: SimulatedProvider, price: Price): Bill {
  const usage = totals();
  return { usage, dollars: dollarsOf(usage, price), prompts: requests.map((each) => promptTokens(each.usage)) };
}
