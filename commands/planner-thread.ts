import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { modelFacts } from '../providers/models.ts';
import { createMirroredStore } from '../src/breakpoints/mirrored-store.ts';
import { type CachePricing, createPlanner } from '../src/breakpoints/planner.ts';
import type { PlannerMethods } from '../src/breakpoints/planner-calls.ts';
import { breakpointDollars } from '../src/ledger/price.ts';
import { promptTokens } from '../src/ledger/receipt.ts';
import { serveThread, type ThreadReply } from '../src/lib/serve-thread.ts';
import type { Settings } from '../src/model/settings.ts';
import { openStore } from '../src/store/open.ts';

/** What the thread is given when it starts. */
export type PlannerThreadData = { readonly home: string; readonly settings: Settings };

/** Milliseconds that a request may wait for a database that another process holds. */
const busyMs = 250;

/**
 * The composition root of the planner's thread. Planning takes a few milliseconds and must not wait for the compression of
 * another conversation's output, which the engine's thread may be busy with for seconds.
 */
function start(port: MessagePort, { home, settings }: PlannerThreadData): void {
  const notice = (line: string) => port.postMessage({ notice: `breakpoints: ${line}` } satisfies ThreadReply);
  const store = open(home, settings, notice);
  const planner = createPlanner({
    store: createMirroredStore(store?.breakpoints, (error) => notice((error as Error).message)),
    pricing: cachePricing,
  });
  serveThread<PlannerMethods>(port, {
    plan: planner.plan,
    begun: planner.begun,
    refused: planner.refused,
    receipt({ id, marks, usage, model, api, sentBytes }) {
      const dollars = marks > 0 ? breakpointDollars(usage, modelFacts(model, api).price) : 0;
      const { read, write, writeLong } = usage;
      const tokens = promptTokens(usage);
      planner.receipt(id, { dollars, tokens, bytes: sentBytes, marks, read, written: write + writeLong });
    },
    close: () => store?.close(),
  });
}

function open(
  home: string,
  { storeMaxBytes: maxBytes, storeMaxDays: maxDays }: Settings,
  notice: (line: string) => void,
) {
  try {
    return openStore({ folder: home, maxBytes, maxDays, busyMs, onNotice: notice });
  } catch (error) {
    notice((error as Error).message);
    return undefined;
  }
}

/** What a write costs more and a read saves, and from how many tokens on. */
function cachePricing(model: string, api: string): CachePricing {
  const { price, cacheMinimum } = modelFacts(model, api);
  return { threshold: (price.write - price.input) / (price.input - price.read), minimum: cacheMinimum };
}

if (parentPort !== null) start(parentPort, workerData as PlannerThreadData);
