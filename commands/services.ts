import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import { apis, readSession, routeUpstream, upstreams } from '../providers/apis/index.ts';
import { createCacheAligner } from '../src/aligner/aligner.ts';
import { createCacheWatcher } from '../src/aligner/watcher.ts';
import type { KeeperMethods } from '../src/breakpoints/keeper.ts';
import { createMarking } from '../src/breakpoints/marking.ts';
import { proxyEnvironment, type ResolvedSettings } from '../src/config/resolve.ts';
import { type Engine, startEngine } from '../src/engine/client.ts';
import { createLedgerExtension } from '../src/engine/ledger-extension.ts';
import type { RecordedSums } from '../src/engine/messages.ts';
import { callThread } from '../src/lib/call-thread.ts';
import { encodeString } from '../src/lib/json-scan/strings.ts';
import { createLog } from '../src/lib/log.ts';
import type { Marking } from '../src/model/breakpoints.ts';
import type { PipelineExtension } from '../src/model/events.ts';
import type { FindOutputs } from '../src/model/provider.ts';
import type { Settings } from '../src/model/settings.ts';
import { createEmitter } from '../src/pipeline/extensions.ts';
import { createDecisionMemory } from '../src/pipeline/memory.ts';
import { createPipeline, type Pipeline } from '../src/pipeline/pipeline.ts';
import { announce, withdraw } from '../src/proxy/announcement.ts';
import { createApp } from '../src/proxy/app.ts';
import { compressMessages } from '../src/proxy/compress-api.ts';
import type { Dispatch } from '../src/proxy/dispatch.ts';
import type { ForwardParts } from '../src/proxy/forward.ts';
import type { ForwardState } from '../src/proxy/forward-state.ts';
import { type Listening, listen } from '../src/proxy/server.ts';
import type { BreakpointThreadData } from './breakpoint-thread.ts';
import type { EngineThreadData } from './engine-thread.ts';
import { statsQuery } from './stats-query.ts';
import { packageVersion } from './version.ts';

/** How a proxy is started. */
export type ProxyStart = {
  readonly resolved: ResolvedSettings;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** A wrapped proxy asks for its token on local routes; a demonstration's requests are marked in the ledger. */
  readonly mode: 'proxy' | 'wrapped' | 'demo';
  readonly session: string;
  readonly project: string;
  /** Told what the engine's owner should know, besides the log; must not write where an agent has the terminal. */
  readonly onNotice?: (line: string) => void;
};

/** What can be set once the agent's plan is known. */
export type ProxyChange = {
  readonly upstreams?: Readonly<Record<string, string>>;
  readonly defaultUpstream?: string;
  readonly findOutputs?: FindOutputs;
};

/** A proxy that listens. */
export type RunningProxy = {
  readonly url: string;
  readonly port: number;
  configure(change: ProxyChange): void;
  /** What was saved since the start. Waits for receipts that are still being booked. */
  savings(): Promise<RecordedSums>;
  /** Lets exchanges under way finish for up to `drainMs` milliseconds. */
  close(drainMs?: number): Promise<void>;
};

/** Bytes of sent forms that a proxy keeps in memory. What falls out is looked up in the store again. */
const memoryBytes = 8 * 1024 * 1024;
/** Milliseconds after which an engine that does not answer counts as dead. */
const engineDeadlineMs = 120_000;
/** Where a request goes that nothing identifies. */
const lastUpstream = 'openai';

/**
 * Listens first and builds the rest when it is needed or the event loop is idle, so that an agent can be started at once.
 * @throws {HeadroomError} `proxy` when the port cannot be bound
 */
export async function startProxy(start: ProxyStart): Promise<RunningProxy> {
  const { settings, home, notices } = start.resolved;
  const log = createLog(path.join(home, 'logs', 'headroom.log'));
  for (const notice of notices) log(notice);
  const version = packageVersion();
  const { engine, marking } = startThreads(start, log);
  const ledger = createLedgerExtension(engine, log);
  const watcher = createCacheWatcher();
  const emit = createEmitter([watching(watcher, marking), ledger.extension], (extension, stage, error) => {
    log(`extension ${extension} failed at ${stage}: ${(error as Error).message}`);
  });
  emit('setup', { version });
  let state: ForwardState = {
    table: { declarations: upstreams, urls: settings.upstreams, route: routeUpstream, fallback: lastUpstream },
    optimize: settings.optimize,
    session: start.session,
    project: start.project,
    demo: start.mode === 'demo',
  };
  const pipeline = createPipeline({
    decider: engine,
    memory: createDecisionMemory(memoryBytes),
    encode: encodeString,
    emit,
    align: createCacheAligner().align,
  });
  const dispatch = once(async () => (await import('../src/proxy/dispatch.ts')).createDispatch(proxyEnvironment()));
  const forwarding: ForwardParts = {
    adapters: apis,
    readSession,
    pipeline,
    watcher,
    marking,
    dispatch,
    emit,
    state: () => state,
    onNotice: log,
  };
  const settle = () => Promise.resolve(marking?.settle()).then(ledger.settle);
  const token = start.mode === 'wrapped' ? randomBytes(24).toString('hex') : undefined;
  const startedAt = Date.now();
  const local = once(() => createLocal(engine, pipeline, { version, startedAt, token, settle }));
  emit('preStart', { host: start.host, port: start.port });
  const app = createApp({ forwarding, local, websocket: settings.websocket, proxyRoute: proxyEnvironment() });
  const listening = await listen(start.host, start.port, { ...app, onFailure: (error) => log(String(error)) });
  announce(home, { url: listening.url, token });
  emit('postStart', { url: listening.url });
  return {
    url: listening.url,
    port: listening.port,
    configure({ upstreams: urls, defaultUpstream, findOutputs }) {
      const table = { ...state.table, urls: { ...state.table.urls, ...urls } };
      state = { ...state, table: { ...table, fallback: defaultUpstream ?? table.fallback }, findOutputs };
    },
    savings: ledger.settle,
    close: (drainMs = 0) =>
      shutDown(
        home,
        listening,
        ledger.settle,
        [...(marking === undefined ? [] : [marking]), engine],
        dispatch,
        drainMs,
      ),
  };
}

/** Tells of every answer those who learn from what a provider kept. */
function watching(watcher: ReturnType<typeof createCacheWatcher>, marking: Marking | undefined): PipelineExtension {
  return {
    name: 'cache',
    responseReceived({ requestId, record }) {
      watcher.ended(requestId, record);
      marking?.answered(record);
    },
  };
}

/** The thread that stores and compresses, and what plans breakpoints, which starts with the first request that needs a plan. */
function startThreads({ resolved: { settings, home }, onNotice }: ProxyStart, log: (line: string) => void) {
  const inStore = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const engine = startEngine({
    entry: threadEntry('engine-thread'),
    workerData: { home, settings, inStore } satisfies EngineThreadData,
    inStore,
    onNotice: (line) => {
      log(line);
      onNotice?.(line);
    },
    deadlineMs: engineDeadlineMs,
  });
  return { engine, marking: settings.cacheBreakpoints ? startMarking(home, settings, log) : undefined };
}

function startMarking(home: string, settings: Settings, log: (line: string) => void) {
  const tell = (line: string) => log(`breakpoints: ${line}`);
  const start = async () => {
    const keeper = callThread<KeeperMethods>({
      entry: threadEntry('breakpoint-thread'),
      workerData: { home, settings } satisfies BreakpointThreadData,
      onNotice: log,
    });
    return (await import('./breakpoint-planner.ts')).startPlanner(home, keeper, tell);
  };
  return createMarking(start, (error) => tell(error.message));
}

/** The module of a thread beside this one, compiled or not. */
function threadEntry(name: string): URL {
  return new URL(`./${name}${path.extname(fileURLToPath(import.meta.url))}`, import.meta.url);
}

/** Makes a thing when it is first asked for, and only once. */
function once<Thing>(make: () => Promise<Thing>): () => Promise<Thing> {
  let made: Promise<Thing> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function createLocal(
  engine: Engine,
  pipeline: Pipeline,
  facts: { version: string; startedAt: number; token: string | undefined; settle: () => Promise<unknown> },
): Promise<Hono> {
  const { createLocalRoutes } = await import('../src/proxy/routes.ts');
  const countTokens = (texts: readonly string[]) => engine.call('count', texts);
  return createLocalRoutes({
    ...facts,
    async stats(query) {
      await facts.settle();
      return engine.call('stats', statsQuery(query));
    },
    original: (handle) => engine.call('original', handle),
    compress: (body) => compressMessages({ adapters: apis, pipeline, countTokens }, body),
  });
}

async function shutDown(
  home: string,
  listening: Listening,
  settle: () => Promise<unknown>,
  threads: readonly Pick<Engine, 'close'>[],
  dispatch: () => Promise<Dispatch>,
  drainMs: number,
): Promise<void> {
  // The engine's thread keeps no event loop running, and an idle one would end the process with receipts not yet booked.
  const alive = setInterval(() => {}, 1000);
  try {
    await listening.close(drainMs);
    withdraw(home, listening.url);
    await settle();
    for (const thread of threads) await thread.close();
    await (await dispatch()).close();
  } finally {
    clearInterval(alive);
  }
}
