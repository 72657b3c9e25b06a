import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCacheWatcher } from '../src/aligner/watcher.ts';
import type { KeeperMethods } from '../src/breakpoints/keeper.ts';
import { createMarking } from '../src/breakpoints/marking.ts';
import { type Engine, startEngine } from '../src/engine/client.ts';
import { createLedgerExtension } from '../src/engine/ledger-extension.ts';
import { createStoreWatch, type SuspendedMemory } from '../src/engine/store-watch.ts';
import { callThread } from '../src/lib/call-thread.ts';
import type { CacheWatcher } from '../src/model/cache-watcher.ts';
import type { Settings } from '../src/model/settings.ts';
import { tellsOfDamage } from '../src/store/damage.ts';
import type { BreakpointThreadData } from './breakpoint-thread.ts';
import type { EngineThreadData } from './engine-thread.ts';
import { sessionTitle } from './session-title.ts';

/** What the other threads of a proxy are started with. */
export type ThreadsStart = {
  readonly home: string;
  readonly settings: Settings;
  /** The proxy's memory of decisions, for what was sent while the store failed. */
  readonly memory: SuspendedMemory;
  readonly log: (line: string) => void;
  /** Shows a line to the person, and logs it. */
  readonly tell: (line: string) => void;
  /** The store is writable again after a failure. */
  readonly onBack: () => void;
};

/** Milliseconds after which an engine that does not answer counts as dead. */
const engineDeadlineMs = 120_000;

/**
 * Starts the threads that store, compress and plan, and their clients in this one. The planner's starts with the first
 * request that needs a plan.
 */
export function startThreads({ home, settings, memory, log, tell, onBack }: ThreadsStart) {
  const engine = startEngine({
    entry: threadEntry('engine-thread'),
    workerData: { home, settings } satisfies EngineThreadData,
    onNotice: tell,
    onStore: (state) => store.changed(state),
    deadlineMs: engineDeadlineMs,
  });
  const store = createStoreWatch({
    engine,
    memory,
    tell,
    onBack() {
      ledger.retry();
      onBack();
    },
  });
  const isWritable = () => store.state().status !== 'failing';
  const watcher = startWatching(engine, log);
  const ledger = createLedgerExtension({
    engine,
    proxyId: randomBytes(6).toString('hex'),
    watcher,
    isWritable,
    titleOf: settings.sessionTitles ? sessionTitle : undefined,
    log,
    tell,
  });
  const marking = settings.cacheBreakpoints ? startMarking({ home, settings, log, tell }) : undefined;
  return { engine, marking, store, ledger, watcher };
}

/** The planner of breakpoints, which starts with the first request that needs a plan. */
function startMarking({ home, settings, log, tell }: Pick<ThreadsStart, 'home' | 'settings' | 'log' | 'tell'>) {
  const toLog = (line: string) => log(`breakpoints: ${line}`);
  const start = async () => {
    const keeper = callThread<KeeperMethods>({
      entry: threadEntry('breakpoint-thread'),
      workerData: { home, settings } satisfies BreakpointThreadData,
      // The thread that opens a damaged database first moves it aside.
      onNotice: (line) => (tellsOfDamage(line) ? tell(line) : log(line)),
    });
    return (await import('./breakpoint-planner.ts')).startPlanner(home, keeper, toLog);
  };
  return createMarking(start, (error) => toLog(error.message));
}

/**
 * Watches the provider's cache; the prompts of earlier processes are read before any request: the engine answers in
 * order.
 */
function startWatching(engine: Engine, log: (line: string) => void): CacheWatcher {
  const watcher = createCacheWatcher();
  const ask = () =>
    engine.call('keptPrompts').then(watcher.recall, (error: Error) => {
      log(`cache: ${error.message}`);
      watcher.recall([]);
    });
  setImmediate(() => void ask());
  return watcher;
}

/** The module of a thread beside this one, compiled or not. */
function threadEntry(name: string): URL {
  return new URL(`./${name}${path.extname(fileURLToPath(import.meta.url))}`, import.meta.url);
}
