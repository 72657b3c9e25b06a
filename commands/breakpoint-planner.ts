import { modelFacts } from '../providers/models.ts';
import type { KeeperMethods } from '../src/breakpoints/keeper.ts';
import type { StartedPlanner } from '../src/breakpoints/marking.ts';
import { createMemoryStore } from '../src/breakpoints/memory-store.ts';
import { createNews } from '../src/breakpoints/news.ts';
import { type CachePricing, createPlanner } from '../src/breakpoints/planner.ts';
import { createWriteBehind } from '../src/breakpoints/write-behind.ts';
import { breakpointDollars } from '../src/ledger/price.ts';
import { promptTokens } from '../src/ledger/receipt.ts';
import type { CalledThread } from '../src/lib/call-thread.ts';
import { watchDatabase } from '../src/store/watch.ts';

/**
 * Assembles the planner of breakpoints, in the proxy's thread. It plans from memory. Stored knowledge is read once,
 * here; what the planner learns is written by the thread behind it, and what other processes write is read as they
 * write it.
 * @param keeper the thread that owns the database
 */
export async function startPlanner(
  home: string,
  keeper: CalledThread<KeeperMethods>,
  tell: (line: string) => void,
): Promise<StartedPlanner> {
  const { journal, flush } = createWriteBehind((changes) => keeper.call('write', changes), tell);
  const memory = createMemoryStore(journal);
  const look = createNews(() => keeper.call('read'), memory.take, tell);
  await look();
  const watch = watchDatabase(home, () => void look());
  const planner = createPlanner({ store: memory, pricing: cachePricing });
  return {
    planner: {
      ...planner,
      plan(query) {
        const answer = planner.plan(query);
        void look(); // For the next plan, if the system does not report changes.
        return answer;
      },
    },
    receiptOf({ breakpoints, usage, model, api, sentBytes: bytes }) {
      if (breakpoints === undefined || usage === undefined) return undefined;
      const { marks } = breakpoints;
      const dollars = marks > 0 ? breakpointDollars(usage, modelFacts(model, api, usage).price) : 0;
      const { read, write, writeLong } = usage;
      return { dollars, tokens: promptTokens(usage), bytes, marks, read, written: write + writeLong };
    },
    async settle() {
      await flush();
      await look();
    },
    async close() {
      watch.close();
      await flush();
      await keeper.close();
    },
  };
}

/** The extra cost of a write relative to the saving of a read, and the fewest tokens that are cached. */
function cachePricing(model: string, api: string): CachePricing {
  const { price, cacheMinimum } = modelFacts(model, api);
  return { threshold: (price.write - price.input) / (price.input - price.read), minimum: cacheMinimum };
}
