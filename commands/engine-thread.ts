import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { isRetrieval, readTools, retrievedDigits, searchTools } from '../providers/tools.ts';
import { detect } from '../src/content/detect.ts';
import { createGate } from '../src/content/must-keep/facts.ts';
import { compressorsWith } from '../src/content/registry.ts';
import { createAboveTexts } from '../src/engine/above-texts.ts';
import type { EngineMethods } from '../src/engine/messages.ts';
import { openInstalled } from '../src/inference/installed.ts';
import { serveThread, type ThreadReply } from '../src/lib/serve-thread.ts';
import type { Settings } from '../src/model/settings.ts';
import { createDecider } from '../src/pipeline/decide.ts';
import type { DecisionStore } from '../src/pipeline/decide-block.ts';
import { renderOutput } from '../src/pipeline/rendering.ts';
import { createShorten } from '../src/pipeline/shorten.ts';
import type { ShortenParts } from '../src/pipeline/shorten-parts.ts';
import { withShownCode } from '../src/pipeline/shown-code.ts';
import { MissingTexts } from '../src/pipeline/standing.ts';
import { toolMatcher } from '../src/pipeline/tool-names.ts';
import { createStoreKeeper, type StoreKeeper } from '../src/store/keeper.ts';
import { createCounter } from '../src/tokens/counter.ts';
import { loadRanks } from '../src/tokens/ranks.ts';
import { engineLedger } from './engine-ledger.ts';

/** The thread's start parameters. */
export type EngineThreadData = { readonly home: string; readonly settings: Settings };

/** Characters of conversations that the thread keeps, for pointers at earlier text. */
const aboveCharacters = 1_500_000;
/**
 * Milliseconds that a request may wait for another process that holds the database: far more than a writer needs, far
 * less than an agent notices. After that, requests are forwarded unchanged until the store is back.
 */
const busyMs = 1000;
/** Milliseconds between two checks of what may be dropped from the store. */
const pruneEveryMs = 10 * 60_000;
/** Milliseconds between two transactions that catch up with the ledger, and until it is looked at again once nothing is left. */
const catchUpEveryMs = 250;
const restMs = 30_000;

/** The second composition root: builds what lives in the engine's thread, as `services.ts` builds the rest. */
async function start(port: MessagePort, { home, settings }: EngineThreadData): Promise<void> {
  const notice = (line: string) => port.postMessage({ notice: line } satisfies ThreadReply);
  let onRenewed = () => {};
  const keeper = createStoreKeeper({
    folder: home,
    maxBytes: settings.storeMaxBytes,
    maxDays: settings.storeMaxDays,
    busyMs,
    openMs: busyMs,
    onNotice: notice,
    onState(state) {
      port.postMessage({ event: state } satisfies ThreadReply);
      if (state.status === 'ok' && state.renewed) onRenewed();
    },
    schedule: later,
  });
  const counter = createCounter(await loadRanks());
  const ledger = engineLedger(keeper, (text) => counter.count(text), notice);
  onRenewed = () => ignoringFailure(ledger.renew);
  const model = openInstalled(home, 'keep', notice);
  const compressors = compressorsWith({ score: model?.score });
  const parts = { compressors, counter, limits: settings, detect, render: renderOutput, gate: createGate };
  const shorten = createShorten(settings.code === 'skeleton' ? await withSkeletons(parts, notice) : parts);
  const decider = createDecider({
    store: decisionsIn(keeper),
    shorten,
    isProtected: toolMatcher(settings.excludeTools),
    isRead: toolMatcher(readTools),
    isSearch: toolMatcher(searchTools),
    reads: settings.reads,
    isRetrieval,
    retrievedDigits,
    countTokens: (text) => counter.count(text),
  });
  const texts = createAboveTexts(aboveCharacters);
  const stopPruning = keepPruned(() => ignoringFailure(() => keeper.write((store) => store.prune())));
  if (!settings.sessionTitles) ignoringFailure(() => keeper.write((store) => store.dropTitles()));
  const stopCatchingUp = keepCaughtUp(ledger.catchUp);
  const methods: EngineMethods = {
    ...ledger.methods,
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
    pinSent: (decisions) => keeper.write((store) => store.pinSent(decisions)),
    keptPrompts: () => keeper.read((store) => store.keptPrompts()),
    retryStore: () => keeper.retry(),
    close() {
      stopPruning();
      stopCatchingUp();
      model?.close();
      keeper.close();
    },
    original: (handle) => keeper.read((store) => store.original(handle)),
    count: (texts) => texts.map((text) => counter.count(text)),
  };
  serveThread(port, methods);
}

/** Runs work after some milliseconds; returns what cancels it. */
function later(work: () => void, milliseconds: number): () => void {
  const timer = setTimeout(work, milliseconds).unref();
  return () => clearTimeout(timer);
}

/** Adds the compressor of source code; its grammars are loaded when they are needed. */
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

/** What the decider needs of a store that may fail. */
function decisionsIn(keeper: StoreKeeper): DecisionStore {
  return {
    isWritable: () => keeper.isWritable(),
    find: (keys) => keeper.read((store) => store.find(keys)),
    pin: (entries) => keeper.write((store) => store.pin(entries)),
    hasOriginal: (handle) => keeper.read((store) => store.hasOriginal(handle)),
    kindShortened: (digits) => keeper.write((store) => store.kindShortened(digits)),
  };
}

/** Does work with the store, which reports its failures itself. */
function ignoringFailure(work: () => unknown): void {
  try {
    work();
  } catch {
    // The keeper tries the store again.
  }
}

/** Catches up with the ledger, some rows at a time, and looks again later where it fails. Returns what stops it. */
function keepCaughtUp(catchUp: () => boolean): () => void {
  let timer = setTimeout(step, catchUpEveryMs).unref();
  function step() {
    let more = false;
    ignoringFailure(() => {
      more = catchUp();
    });
    timer = setTimeout(step, more ? catchUpEveryMs : restMs).unref();
  }
  return () => clearTimeout(timer);
}

/** Checks the store's caps now and then. Returns what stops it. */
function keepPruned(prune: () => void): () => void {
  const first = setTimeout(prune, 1000).unref();
  const timer = setInterval(prune, pruneEveryMs).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}

if (parentPort !== null) await start(parentPort, workerData as EngineThreadData);
