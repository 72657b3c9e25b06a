import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createKeeper, type KeeperMethods } from '../src/breakpoints/keeper.ts';
import { serveThread, type ThreadReply } from '../src/lib/serve-thread.ts';
import type { Settings } from '../src/model/settings.ts';
import { readBreakpoints } from '../src/store/breakpoint-reader.ts';
import { openStore } from '../src/store/open.ts';

/** The thread's start parameters. */
export type BreakpointThreadData = { readonly home: string; readonly settings: Settings };

/** Milliseconds that one write waits for another writing process. It is retried later. */
const busyMs = 250;

/**
 * The composition root of the thread that stores the planner's rows in the database, so that no plan waits for them.
 */
function start(port: MessagePort, { home, settings }: BreakpointThreadData): void {
  const { storeMaxBytes: maxBytes, storeMaxDays: maxDays } = settings;
  const onNotice = (line: string) => port.postMessage({ notice: `breakpoints: ${line}` } satisfies ThreadReply);
  const keeper = createKeeper({
    readAll: () => readBreakpoints(home),
    open: () => openStore({ folder: home, maxBytes, maxDays, busyMs, openMs: busyMs, onNotice }),
  });
  serveThread<KeeperMethods>(port, keeper);
}

if (parentPort !== null) start(parentPort, workerData as BreakpointThreadData);
