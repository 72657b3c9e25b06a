import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { modelFacts } from '../providers/models.ts';
import { isRetrieval, readTools, searchTools } from '../providers/tools.ts';
import { detect } from '../src/content/detect.ts';
import { createGate } from '../src/content/must-keep/facts.ts';
import { compressorsWith } from '../src/content/registry.ts';
import { renderTerminal } from '../src/content/terminal/render.ts';
import { createAboveTexts } from '../src/engine/above-texts.ts';
import { marked, markedAll } from '../src/engine/in-store.ts';
import type { EngineMethods } from '../src/engine/messages.ts';
import { openInstalled } from '../src/inference/installed.ts';
import { createBooking } from '../src/ledger/booking.ts';
import { summarise } from '../src/ledger/summarise.ts';
import { serveThread, type ThreadReply } from '../src/lib/serve-thread.ts';
import type { Decision } from '../src/model/decision.ts';
import type { Settings } from '../src/model/settings.ts';
import { createDecider } from '../src/pipeline/decide.ts';
import type { DecisionStore } from '../src/pipeline/decide-block.ts';
import { createShorten } from '../src/pipeline/shorten.ts';
import type { ShortenParts } from '../src/pipeline/shorten-parts.ts';
import { withShownCode } from '../src/pipeline/shown-code.ts';
import { MissingTexts } from '../src/pipeline/standing.ts';
import { toolMatcher } from '../src/pipeline/tool-names.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { openReadOnly, type ReadStore } from '../src/store/read-only.ts';
import { createCounter } from '../src/tokens/counter.ts';
import { loadRanks } from '../src/tokens/ranks.ts';

/** What the thread is given when it starts. */
export type EngineThreadData = {
  readonly home: string;
  readonly settings: Settings;
  /** Shared with the proxy's thread: counted up while this one is inside the database. */
  readonly inStore: Int32Array;
};

/** Characters of conversations that the thread keeps, for pointers at what stands above. */
const aboveCharacters = 1_500_000;
/** Milliseconds between two looks at what may be dropped from the store. */
const pruneEveryMs = 10 * 60_000;

/** The second composition root: what lives in the engine's thread is built here, as the rest is in `services.ts`. */
async function start(port: MessagePort, { home, settings, inStore }: EngineThreadData): Promise<void> {
  const notice = (line: string) => port.postMessage({ notice: line } satisfies ThreadReply);
  const { decisions, reading, writing } = marked(inStore, openStores)(home, settings, notice);
  const counter = createCounter(await loadRanks());
  const model = openInstalled(home, 'keep', notice);
  const compressors = compressorsWith({ score: model?.score });
  const parts = { compressors, counter, limits: settings, detect, render: renderTerminal, gate: createGate };
  const shorten = createShorten(settings.code === 'skeleton' ? await withSkeletons(parts, notice) : parts);
  const decider = createDecider({
    store: decisions && markedAll(inStore, decisions),
    shorten,
    isProtected: toolMatcher(settings.excludeTools),
    isRead: toolMatcher(readTools),
    isSearch: toolMatcher(searchTools),
    reads: settings.reads,
    isRetrieval,
    countTokens: (text) => counter.count(text),
    onStoreFailure: (error) => notice(storeTrouble(error)),
  });
  const texts = createAboveTexts(aboveCharacters);
  const stopPruning = writing === undefined ? () => {} : keepPruned(marked(inStore, writing.prune), notice);
  const methods: EngineMethods = {
    decide(blocks, above) {
      model?.refill();
      try {
        return { decisions: decider.decide(blocks, texts.complete(above)) };
      } catch (error) {
        if (error instanceof MissingTexts) return { missing: error.ids };
        throw error;
      }
    },
    leaveAlone: decider.leaveAlone,
    record: marked(inStore, createBooking(writing, modelFacts, notice)),
    close: marked(inStore, () => {
      stopPruning();
      model?.close();
      reading?.close();
    }),
    stats: marked(inStore, ({ by, ...filter }) => summarise(reading?.requests(filter) ?? [], by)),
    original: marked(inStore, (handle) => reading?.original(handle)),
    count: (texts) => texts.map((text) => counter.count(text)),
  };
  serveThread(port, methods);
}

/** Adds the compressor of source code; its grammars are loaded where it is asked for. */
async function withSkeletons(parts: ShortenParts, notice: (line: string) => void): Promise<ShortenParts> {
  try {
    const [{ createCodeCompressor }, { loadGrammars }, { grammarNames }] = await Promise.all([
      import('../src/content/code/code.ts'),
      import('../src/content/code/grammars.ts'),
      import('../src/content/code/languages.ts'),
    ]);
    return { ...parts, ...withShownCode(parts, createCodeCompressor(await loadGrammars(grammarNames))) };
  } catch (error) {
    notice(`code: ${(error as Error).message}; source files are sent whole`);
    return parts;
  }
}

/** What the engine has of a store: one to write in, or at least what was written before. */
type Stores = {
  readonly decisions: DecisionStore | undefined;
  readonly reading: Store | ReadStore | undefined;
  readonly writing: Store | undefined;
};

function openStores(home: string, settings: Settings, notice: (line: string) => void): Stores {
  try {
    const { storeMaxBytes: maxBytes, storeMaxDays: maxDays } = settings;
    const store = openStore({ folder: home, maxBytes, maxDays, onNotice: notice });
    return { decisions: store, reading: store, writing: store };
  } catch (error) {
    notice(storeTrouble(error));
    return readOnlyStores(home, error);
  }
}

/** What was sent before keeps its form, although nothing new can be pinned. */
function readOnlyStores(home: string, trouble: unknown): Stores {
  try {
    const store = openReadOnly(home);
    const decisions: DecisionStore = {
      find: (keys) => readBriefly(home, (brief) => decisionsIn(brief, keys)),
      pin: () => {
        throw trouble;
      },
      hasOriginal: (handle) => readBriefly(home, (brief) => brief.hasOriginal(handle)),
    };
    return { decisions, reading: store, writing: undefined };
  } catch {
    return { decisions: undefined, reading: undefined, writing: undefined };
  }
}

/** Opened anew each time: another process may write meanwhile, which a reader that takes the file for fixed would miss. */
function readBriefly<Result>(home: string, read: (store: ReadStore) => Result): Result {
  const store = openReadOnly(home);
  try {
    return read(store);
  } finally {
    store.close();
  }
}

function decisionsIn(store: ReadStore, keys: readonly string[]): ReadonlyMap<string, Decision> {
  const found = keys.map((key) => [key, store.decision(key)] as const);
  return new Map(found.filter((entry): entry is [string, Decision] => entry[1] !== undefined));
}

function storeTrouble(error: unknown): string {
  return `store: ${(error as Error).message}; new output is sent as it is`;
}

/** Looks at the store's caps now and then. Returns what ends that. */
function keepPruned(drop: () => unknown, notice: (line: string) => void): () => void {
  const prune = () => {
    try {
      drop();
    } catch (error) {
      notice(`store: ${(error as Error).message}`);
    }
  };
  const first = setTimeout(prune, 1000).unref();
  const timer = setInterval(prune, pruneEveryMs).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}

if (parentPort !== null) await start(parentPort, workerData as EngineThreadData);
