import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Hono } from 'hono';
import { apis, readSession, readUnversioned, routeUpstream, upstreams } from '../providers/apis/index.ts';
import { readCaller } from '../providers/callers.ts';
import { createCacheAligner } from '../src/aligner/aligner.ts';
import type { OwnedMarking } from '../src/breakpoints/marking.ts';
import type { ResolvedSettings } from '../src/config/resolve.ts';
import type { Engine } from '../src/engine/client.ts';
import type { BookingExtension } from '../src/engine/ledger-extension.ts';
import type { StoreWatch } from '../src/engine/store-watch.ts';
import { encodeString } from '../src/lib/json-scan/strings.ts';
import { createLog } from '../src/lib/log.ts';
import { once } from '../src/lib/once.ts';
import type { Marking } from '../src/model/breakpoints.ts';
import type { CacheWatcher } from '../src/model/cache-watcher.ts';
import type { PipelineExtension } from '../src/model/events.ts';
import type { FindOutputs } from '../src/model/provider.ts';
import type { RecordedSums } from '../src/model/sums.ts';
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
import { withAgent } from '../src/proxy/upstreams.ts';
import type { StoreReport } from './notices.ts';
import { outside } from './outside.ts';
import { statsQuery } from './stats-query.ts';
import { startThreads } from './threads.ts';
import { packageVersion } from './version.ts';

/** How a proxy is started. */
export type ProxyStart = {
  readonly resolved: ResolvedSettings;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** A wrapped proxy requires its token on local routes; a demonstration's requests are marked in the ledger. */
  readonly mode: 'proxy' | 'wrapped' | 'demo';
  readonly session: string;
  readonly project: string;
  /** The agent that is launched, by its name in the list of agents. */
  readonly agent?: string;
  /** Base of relative paths in the environment; the process's own folder by default. */
  readonly folder?: string;
  /** Receives messages for the engine's owner, besides the log; must not write while an agent has the terminal. */
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
  /** The store's state, and how many requests wait to be booked or never will be. */
  store(): StoreReport;
  /** Lets running exchanges finish for up to `drainMs` milliseconds. */
  close(drainMs?: number): Promise<void>;
};

/** Bytes of sent forms that a proxy keeps in memory. Evicted forms are looked up in the store again. */
const memoryBytes = 8 * 1024 * 1024;
/** Upstream of a request that nothing identifies. */
const lastUpstream = 'openai';

/**
 * Listens first and builds the rest when it is needed or the event loop is idle, so that an agent can be started at
 * once.
 * @throws {HeadroomError} `proxy` when the port cannot be bound
 */
export async function startProxy(start: ProxyStart): Promise<RunningProxy> {
  const { settings, home, notices } = start.resolved;
  const log = createLog(path.join(home, 'logs', 'headroom.log'));
  for (const notice of notices) log(notice);
  const version = packageVersion();
  const memory = createDecisionMemory(memoryBytes);
  const tell = (line: string) => {
    log(line);
    start.onNotice?.(line);
  };
  let onBack = () => {};
  const parts = startThreads({ home, settings, memory, log, tell, onBack: () => onBack() });
  const { engine, marking, store, ledger, watcher } = parts;
  const emit = emitterOf([cacheExtension(watcher, marking), store.extension, ledger.extension], log);
  emit('setup', { version });
  let state = forwardStateOf(start);
  const pipeline = createPipeline({
    decider: engine,
    memory,
    encode: encodeString,
    emit,
    align: createCacheAligner().align,
  });
  const { connections, dispatch } = outside(tell, start.folder);
  const forwarding: ForwardParts = {
    adapters: apis,
    readSession,
    readCaller,
    pipeline,
    watcher,
    marking,
    dispatch,
    emit,
    state: () => state,
    onNotice: log,
  };
  const token = start.mode === 'wrapped' ? randomBytes(24).toString('hex') : undefined;
  const startedAt = Date.now();
  const local = once(() => createLocal({ engine, marking, pipeline, store, ledger }, { version, startedAt, token }));
  emit('preStart', { host: start.host, port: start.port });
  const app = createApp({ forwarding, local, websocket: settings.websocket, connections });
  const threads = [...(marking === undefined ? [] : [marking]), engine];
  const server = { ...app, onFailure: (error: unknown) => log(String(error)) };
  const listening = await listen(start.host, start.port, server).catch((error) => {
    // Nobody waits for them: errors are reported at once.
    for (const thread of threads) thread.close().catch(() => {});
    throw error;
  });
  announce(home, { url: listening.url, token });
  // The folder may have been deleted meanwhile.
  onBack = () => announce(home, { url: listening.url, token });
  emit('postStart', { url: listening.url });
  return {
    url: listening.url,
    port: listening.port,
    configure({ upstreams: urls, defaultUpstream, findOutputs }) {
      state = { ...state, table: withAgent(state.table, urls, defaultUpstream), findOutputs };
    },
    async savings() {
      await store.settle();
      return ledger.settle();
    },
    store: () => reportOf(store, ledger),
    close: (drainMs = 0) => shutDown(home, listening, () => settleAll(store, ledger, log), threads, dispatch, drainMs),
  };
}

function emitterOf(extensions: readonly PipelineExtension[], log: (line: string) => void) {
  return createEmitter(extensions, (extension, stage, error) => {
    log(`extension ${extension} failed at ${stage}: ${(error as Error).message}`);
  });
}

/** How requests are forwarded until the agent's plan is known. */
function forwardStateOf({ resolved: { settings }, session, project, agent, mode }: ProxyStart): ForwardState {
  return {
    table: {
      declarations: upstreams,
      urls: settings.upstreams,
      route: routeUpstream,
      unversioned: readUnversioned,
      fallback: lastUpstream,
    },
    optimize: settings.optimize,
    session,
    project,
    agent,
    demo: mode === 'demo',
  };
}

/** Reports the end of an exchange to those who watch the provider's cache. */
function cacheExtension(watcher: CacheWatcher, marking: Marking | undefined): PipelineExtension {
  return {
    name: 'cache',
    responseReceived({ requestId, record }) {
      watcher.ended(requestId, record);
      marking?.answered(record);
    },
  };
}

/** The sources of the local routes' answers. */
type LocalServices = {
  readonly engine: Engine;
  readonly marking: OwnedMarking | undefined;
  readonly pipeline: Pipeline;
  readonly store: StoreWatch;
  readonly ledger: BookingExtension;
};

async function createLocal(
  { engine, marking, pipeline, store, ledger }: LocalServices,
  facts: { readonly version: string; readonly startedAt: number; readonly token: string | undefined },
): Promise<Hono> {
  const { createLocalRoutes } = await import('../src/proxy/routes.ts');
  const countTokens = (texts: readonly string[]) => engine.call('count', texts);
  return createLocalRoutes({
    ...facts,
    store: () => reportOf(store, ledger),
    async stats(query) {
      await marking?.settle();
      await ledger.settle();
      return engine.call('stats', statsQuery(query), ledger.unbooked());
    },
    original: (handle) => engine.call('original', handle),
    compress: (body) => compressMessages({ adapters: apis, pipeline, countTokens }, body),
  });
}

function reportOf(store: StoreWatch, ledger: BookingExtension): StoreReport {
  const state = store.state();
  const told = state.status === 'ok' ? { status: state.status } : state;
  return { ...told, unbooked: ledger.unbooked().length, dropped: ledger.dropped() };
}

/** Writes what is still unwritten, and logs what is lost with the process. */
async function settleAll(store: StoreWatch, ledger: BookingExtension, log: (line: string) => void): Promise<void> {
  await store.settle();
  await ledger.settle();
  const lost = ledger.unbooked().length + ledger.dropped();
  if (lost > 0) log(`ledger: ${lost} requests of this proxy could not be booked`);
}

async function shutDown(
  home: string,
  listening: Listening,
  settle: () => Promise<unknown>,
  threads: readonly Pick<Engine, 'close'>[],
  dispatch: () => Promise<Dispatch>,
  drainMs: number,
): Promise<void> {
  // The engine's thread does not keep the event loop running, and an idle loop would end the process with unbooked
  // receipts.
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
